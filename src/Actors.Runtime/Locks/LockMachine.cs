using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Locks;

/// <summary>
/// What becomes of a lock when a command meets it. Pure: state, command, whose turn it is and the time go in, a decision comes
/// out. Every decision first ends a lease that has expired, and last gives a free lock to whose turn it is, so that an end and
/// the grant that follows it are one write.
/// </summary>
internal static class LockMachine
{
    /// <summary>Whether a request has been granted before, so that asking again is a repeat and not a new request.</summary>
    internal static bool Knows(LockState? state, string requestId)
        => state is not null && (state.Holder?.Id == requestId || state.History.Any(past => past.LeaseId == requestId));

    internal static bool IsSame(AcquireLock one, AcquireLock other)
        => one.Owner == other.Owner && one.Ttl == other.Ttl && one.Mode == other.Mode && IsSame(one.Metadata, other.Metadata);

    /// <summary>Grants to whose turn it is, and refuses the asker if that is another.</summary>
    internal static Decision<LockState, LockOutcome> Acquire(
        RecordImage<LockState> image, AcquireLock command, LockTurn turn, TimeSpan idleRetention, Moment now)
    {
        var draft = new LockDraft(image, turn, idleRetention, now);
        if (draft.Holder?.Id == command.RequestId) return Repeat(draft, command);
        if (draft.Past(command.RequestId) is { } past)
        {
            return draft.Decide(past.Owner == command.Owner ? Gone(past) : Reused(command.RequestId));
        }

        var granted = draft.GrantNext();
        return draft.Decide(granted is not null && turn.Next!.Request.RequestId == command.RequestId ? granted : draft.Held());
    }

    /// <summary>
    /// An expired lease is never renewed, also while nobody else holds the lock: its holder was told of the loss by its own clock,
    /// has stopped, and may not find itself holding again.
    /// </summary>
    internal static Decision<LockState, LockOutcome> Renew(
        RecordImage<LockState> image, RenewLock command, LockTurn turn, TimeSpan idleRetention, Moment now)
    {
        var draft = new LockDraft(image, turn, idleRetention, now);
        return draft.Decide(draft.Holder?.Id == command.LeaseId
            ? draft.Renew(command.Ttl ?? draft.State.AskedTtl)
            : Gone(draft.Past(command.LeaseId)));
    }

    internal static Decision<LockState, LockOutcome> Release(
        RecordImage<LockState> image, ReleaseLock command, LockTurn turn, TimeSpan idleRetention, Moment now)
    {
        var draft = new LockDraft(image, turn, idleRetention, now);
        if (draft.Holder?.Id == command.LeaseId)
        {
            draft.End(LockEnd.Released, reason: null);
            return draft.Decide(LockReply.Done.Instance);
        }

        var past = draft.Past(command.LeaseId);
        return draft.Decide(past?.How == LockEnd.Released ? LockReply.Done.Instance : Gone(past));
    }

    internal static Decision<LockState, LockOutcome> Break(
        RecordImage<LockState> image, BreakLock command, LockTurn turn, TimeSpan idleRetention, Moment now)
    {
        var draft = new LockDraft(image, turn, idleRetention, now);
        if (draft.Holder?.Token == command.FencingToken)
        {
            draft.End(LockEnd.Broken, command.Reason);
            return draft.Decide(LockReply.Done.Instance);
        }

        var repeated = draft.State.History.Any(past => past.FencingToken == command.FencingToken && past.How == LockEnd.Broken);
        return draft.Decide(repeated ? LockReply.Done.Instance : MovedOn(draft));
    }

    /// <summary>Time has passed, or the queue has changed.</summary>
    internal static Decision<LockState, LockOutcome> Advance(
        RecordImage<LockState> image, LockTurn turn, TimeSpan idleRetention, Moment now)
        => new LockDraft(image, turn, idleRetention, now).Decide(LockReply.Done.Instance);

    /// <summary>The record is due: forget a lock that has long been idle, or say when to look again.</summary>
    internal static Decision<LockState, LockOutcome> Wake(
        RecordImage<LockState> image, LockTurn turn, TimeSpan idleRetention, Moment now)
    {
        var draft = new LockDraft(image, turn, idleRetention, now);
        draft.GrantNext();
        if (draft.Holder is { } lease) return draft.Decide(LockReply.Done.Instance, DueChange.In(LeaseMachine.Remaining(lease, now)));
        var idle = draft.State.History is [var last, ..] ? now.Utc - last.EndedAt : idleRetention;
        return idle >= idleRetention && turn.Waiting == 0 && image.Exists
            ? Decide.Remove<LockState, LockOutcome>(new LockOutcome(LockReply.Done.Instance, null, null))
            : draft.Decide(LockReply.Done.Instance, DueChange.In(idleRetention - idle));
    }

    /// <summary>Whether the token is the present holder's.</summary>
    internal static LockReply Check(RecordImage<LockState> image, CheckLock query, Moment now)
    {
        var state = image.State;
        if (state?.Holder is { } lease && lease.Token == query.FencingToken && !LeaseMachine.HasExpired(lease, now)) return LockReply.Done.Instance;
        var last = (state?.LastToken ?? image.Version).ToString(CultureInfo.InvariantCulture);
        return new LockReply.Refused(new Refusal(
            ErrorCode.StaleFencingToken, $"The token {query.FencingToken} is not that of the present holder. Stop the work that it stands for.")
            .With("lastToken", last));
    }

    // The holder may not have heard of the grant, so it counts from when it sent this repeat: the repeat must renew.
    private static Decision<LockState, LockOutcome> Repeat(LockDraft draft, AcquireLock command)
    {
        var lease = draft.Holder!;
        var same = lease.Owner == command.Owner && draft.State.AskedTtl == command.Ttl && IsSame(lease.Metadata, command.Metadata);
        return draft.Decide(same ? draft.Renew(draft.State.AskedTtl) : Reused(command.RequestId));
    }

    internal static LockReply.Refused Reused(string requestId) => new(new Refusal(
        ErrorCode.RequestIdReused, $"The request id '{requestId}' was used with another owner, TTL or metadata. Use a new id for a new request."));

    private static bool IsSame(ImmutableSortedDictionary<string, string> one, ImmutableSortedDictionary<string, string> other)
        => one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static LockReply.Refused Gone(EndedLease? past) => new(new Refusal(ErrorCode.LeaseExpired, past?.How switch
    {
        LockEnd.Released => "The lease has been released. Acquire the lock again, with a new request id.",
        LockEnd.Expired => "The lease was not renewed in time and has expired. Stop what it protects; acquire the lock again, with a new request id.",
        LockEnd.Broken => $"The lease was broken by an operator: {past.Reason} Stop what it protects.",
        _ => "No lease of this id is held or was held lately. Acquire the lock, with a new request id.",
    }));

    private static LockReply.Refused MovedOn(LockDraft draft)
    {
        var last = draft.State.LastToken.ToString(CultureInfo.InvariantCulture);
        var detail = draft.Holder is { } lease
            ? $"The lock is held under token {lease.Token} by '{lease.Owner}'. Look again before you break it."
            : "Nobody holds the lock; there is nothing to break.";
        return new LockReply.Refused(new Refusal(ErrorCode.PreconditionFailed, detail).With("lastToken", last));
    }
}
