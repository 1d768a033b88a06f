using System.Globalization;
using Actors.Records;

namespace Actors.Locks;

/// <summary>What a lock says no with.</summary>
internal static class LockRefusals
{
    private static readonly LockReply.Refused Released = Ended("The lease has been released. Acquire the lock again, with a new request id.");
    private static readonly LockReply.Refused Expired = Ended(
        "The lease was not renewed in time and has expired. Stop what it protects; acquire the lock again, with a new request id.");
    private static readonly LockReply.Refused SessionEnded = Ended(
        "The session that the lease hung on has ended. Stop what it protects; open a new session.");
    private static readonly LockReply.Refused Unknown = Ended("No lease of this id is held or was held lately. Acquire the lock, with a new request id.");

    internal static LockReply.Refused GivenUp { get; } = Ended("The request was given up before it came. Use a new request id.");

    internal static LockReply.Refused Held(LockState state, int waiting, Moment now)
    {
        var refusal = state.Holders.IsEmpty
            ? new Refusal(ErrorCode.LockHeld, "Others are in line for the lock, or it is closed for a while after a loss. Wait in line, or try again.")
            : HeldBy(state, now);
        var seconds = LockTimes.FreeIn(state, now) is { } left ? Math.Max(1, Math.Ceiling(left.TotalSeconds)) : 1;
        return new LockReply.Refused(refusal.With("waiting", Text(waiting)).With("retryAfterSeconds", Text((long)seconds)));
    }

    /// <summary>What a lease is answered that is no more. Those without a reason are one object each, as a lock remembers thousands.</summary>
    internal static LockReply.Refused Gone(LockEnd? how, string? reason = null) => how switch
    {
        LockEnd.Released => Released,
        LockEnd.Expired => Expired,
        LockEnd.Broken => Ended($"The lease was broken by an operator: {reason} Stop what it protects."),
        LockEnd.Revoked => Ended($"The lease was asked back and is not renewed any more: {reason} Stop what it protects."),
        LockEnd.SessionEnded => SessionEnded,
        _ => Unknown,
    };

    internal static LockReply.Refused Reused(string requestId) => new(new Refusal(
        ErrorCode.RequestIdReused,
        $"The request id '{requestId}' was used with another owner, TTL, mode, session or metadata. Use a new id for a new request."));

    internal static LockReply.Refused NotCurrent(LockState state)
    {
        var detail = state.Holders switch
        {
            [] => "Nobody holds the lock; there is nothing to take away.",
            [var hold] => $"The lock is held under token {Text(hold.Token)} by '{hold.Owner}'. Look again before you take it away.",
            _ => $"The lock is held under the tokens {string.Join(", ", state.Holders.Select(hold => Text(hold.Token)))}. Look again before you take one away.",
        };
        return new LockReply.Refused(new Refusal(ErrorCode.PreconditionFailed, detail).With("lastToken", Text(state.LastToken)));
    }

    internal static LockReply.Refused Stale(long token, long lastToken) => new(new Refusal(
        ErrorCode.StaleFencingToken, $"The token {Text(token)} is not that of a present holder. Stop the work that it stands for.")
        .With("lastToken", Text(lastToken)));

    internal static LockReply.Refused NotRenewable(string session) => new(new Refusal(
        ErrorCode.InvalidRequest, $"The lease hangs on the session '{session}' and is not renewed by itself. Renew the session."));

    internal static LockReply.Refused NotConvertible(LockMode from, LockMode to) => new(new Refusal(
        ErrorCode.InvalidRequest,
        $"A lease held as {Word(from)} cannot become {Word(to)}. Exclusive becomes upgradeable or shared, upgradeable becomes exclusive or shared, and shared becomes exclusive."));

    internal static LockReply.Refused HandedOverEarly(string what) => new(new Refusal(
        ErrorCode.InvalidRequest,
        $"The lock is held with early hand-off, so {what}. Take the lock without it, or compare the token in the store that is written to."));

    internal static LockReply.Refused UpgradeConflict() => new(new Refusal(
        ErrorCode.UpgradeConflict, "Another reader waits to be upgraded already; each would wait for the other to go. Release this lease, and acquire the lock as exclusive."));

    internal static LockReply.Refused TooManyWaiters(int most) => new(new Refusal(
        ErrorCode.TooManyWaiters, $"{Text(most)} requests wait for the lock, which is the most that may. Try again later.").With("retryAfterSeconds", "1"));

    private static Refusal HeldBy(LockState state, Moment now)
    {
        var first = state.Holders[0];
        var by = state.Holders.Length == 1 ? $"'{first.Owner}'" : $"'{first.Owner}' and {Text(state.Holders.Length - 1)} more";
        return new Refusal(ErrorCode.LockHeld, $"The lock is held by {by}. Wait in line, or try again when it is released or expires.")
            .With("holder", first.Owner)
            .With("fencingToken", Text(first.Token))
            .With("expiresAt", LockTimes.ExpiresAt(first, now).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }

    private static string Word(LockMode mode) => Commands.CommandNames.Kebab(mode.ToString());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static LockReply.Refused Ended(string detail) => new(new Refusal(ErrorCode.LeaseExpired, detail));
}
