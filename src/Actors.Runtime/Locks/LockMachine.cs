using System.Collections.Immutable;
using Actors.Records;
using Actors.Storage;

namespace Actors.Locks;

/// <summary>
/// What becomes of a lock when a command meets it. Pure: state, command, whose turn it is and the time go in, a decision comes
/// out. Every decision first ends the holds that have run out, and last gives the lock to whose turn it is, so that an end and
/// the grants that follow it are one write.
/// </summary>
internal static class LockMachine
{
    /// <summary>Whether a request has been granted before, so that asking again is a repeat and not a new request.</summary>
    internal static bool Knows(LockState? state, string requestId)
    {
        if (state is null) return false;
        foreach (var hold in state.Holders)
        {
            if (hold.Id == requestId) return true;
        }

        foreach (var past in state.History)
        {
            if (past.LeaseId == requestId) return true;
        }

        return false;
    }

    internal static bool IsSame(AcquireLock one, AcquireLock other)
        => one.Owner == other.Owner && one.Ttl == other.Ttl && one.Mode == other.Mode && one.Permits == other.Permits && one.Session == other.Session
            && one.Scope == other.Scope && one.EarlyHandOff == other.EarlyHandOff && IsSame(one.Metadata, other.Metadata);

    /// <summary>Grants to whose turn it is, and refuses the asker if it is not among them.</summary>
    internal static Decision<LockState, LockOutcome> Acquire(
        RecordImage<LockState> image, AcquireLock command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(command.RequestId) is { } hold) return Repeat(draft, hold, command);
        if (draft.Past(command.RequestId) is { } past)
        {
            return draft.Decide(past.Owner == command.Owner ? LockRefusals.Gone(past.How, past.Reason) : LockRefusals.Reused(command.RequestId));
        }

        LockMode? used = draft.State.Holders is [var first, ..] ? first.Mode : null;
        if (LockModes.Refuse(command, used, draft.State.Permits) is { } conflict) return draft.Decide(conflict);
        draft.GrantLine();
        return draft.Decide(draft.Granted(command.RequestId) as LockReply ?? draft.Held());
    }

    /// <summary>
    /// An expired lease is never renewed, also while nobody else holds the lock: its holder was told of the loss by its own clock,
    /// has stopped, and may not find itself holding again. One that was asked back is not renewed after its grace, and so runs out.
    /// </summary>
    internal static Decision<LockState, LockOutcome> Renew(
        RecordImage<LockState> image, RenewLock command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(command.LeaseId) is not { } hold) return draft.Decide(Gone(draft.Past(command.LeaseId)));
        if (hold.Session is { } session) return draft.Decide(LockRefusals.NotRenewable(session));
        return draft.Decide(LockTimes.IsRevoked(hold, now)
            ? LockRefusals.Gone(LockEnd.Revoked, hold.Revocation!.Reason)
            : draft.Renew(hold, command.Ttl ?? hold.AskedTtl));
    }

    /// <summary>Upgrades if nobody else holds the lock; downgrades always.</summary>
    internal static Decision<LockState, LockOutcome> Convert(
        RecordImage<LockState> image, ConvertLock command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(command.LeaseId) is not { } hold) return draft.Decide(Gone(draft.Past(command.LeaseId)));

        // A grant that is promised behind it has the next token already, and holds by that alone when this one ends.
        if (hold.EarlyHandOff) return draft.Decide(LockRefusals.HandedOverEarly("its mode stays what it is"));
        var repeated = command.Mode == LockMode.Exclusive && hold.Mode == LockMode.Exclusive && hold.UpgradedFrom == command.FencingToken;
        if (hold.Token != command.FencingToken && !repeated) return draft.Decide(LockRefusals.NotCurrent(draft.State));
        if (repeated || (hold.Mode == command.Mode && command.Mode != LockMode.Exclusive) || LockTimes.IsRevoked(hold, now)) return draft.Decide(draft.TellAgain(hold));

        // Also of what is exclusive already: a downgrade that is still under way names the old token, and is refused when it comes.
        if (command.Mode == LockMode.Exclusive && hold.Mode == LockMode.Exclusive) return draft.Decide(draft.TryUpgrade(hold, now.Elapsed)!);
        if (!IsConvertible(hold.Mode, command.Mode)) return draft.Decide(LockRefusals.NotConvertible(hold.Mode, command.Mode));
        if (command.Mode == LockMode.Exclusive) return draft.Decide(draft.TryUpgrade(hold, now.Elapsed) as LockReply ?? draft.Held());
        var next = hold with { Mode = command.Mode };
        draft.Replace(hold, next);
        return draft.Decide(draft.TellAgain(next));
    }

    internal static bool IsConvertible(LockMode from, LockMode to) => (from, to) is
        (LockMode.Exclusive, LockMode.Shared or LockMode.Upgradeable)
        or (LockMode.Upgradeable, LockMode.Exclusive or LockMode.Shared)
        or (LockMode.Shared, LockMode.Exclusive);

    internal static Decision<LockState, LockOutcome> Release(
        RecordImage<LockState> image, ReleaseLock command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(command.LeaseId) is { } hold)
        {
            draft.End(hold, LockEnd.Released, reason: null);
            var released = draft.Decide(LockReply.Done.Instance);
            return command.Early && hold.Session is not null && draft.EarlyAnswer(options.ReleaseLag) is var (lag, restsOn)
                ? released with { Lag = lag, RestsOn = restsOn }
                : released;
        }

        // A grant that is made before its turn, and whose owner says that it wants it no more.
        if (draft.Withdraw(promise => promise.Id == command.LeaseId)) return draft.Decide(LockReply.Done.Instance);

        var past = draft.Past(command.LeaseId);
        return draft.Decide(past?.How == LockEnd.Released ? LockReply.Done.Instance : Gone(past));
    }

    internal static Decision<LockState, LockOutcome> Break(
        RecordImage<LockState> image, BreakLock command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(command.FencingToken) is { } hold)
        {
            draft.End(hold, LockEnd.Broken, command.Reason);
            return draft.Decide(LockReply.Done.Instance);
        }

        var repeated = draft.State.History.Any(past => past.FencingToken == command.FencingToken && past.How == LockEnd.Broken);
        return draft.Decide(repeated ? LockReply.Done.Instance : LockRefusals.NotCurrent(draft.State));
    }

    /// <summary>Asks a grant back. Nothing is taken away: after the grace it is no longer renewed, and so runs out.</summary>
    internal static Decision<LockState, LockOutcome> Revoke(
        RecordImage<LockState> image, RevokeLock command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(command.FencingToken) is not { } hold) return draft.Decide(LockRefusals.NotCurrent(draft.State));
        draft.Revoke(hold, command.Reason, command.Grace, LockEvents.RevokeRequested);
        return draft.Decide(LockReply.Done.Instance);
    }

    /// <summary>Changes the number of permits; whoever holds one keeps it.</summary>
    internal static Decision<LockState, LockOutcome> SetPermits(
        RecordImage<LockState> image, SetLockPermits command, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.State.Holders is [{ Mode: not LockMode.Semaphore } hold, ..])
        {
            return draft.Decide(LockModes.Refuse(new AcquireLock { RequestId = "", Owner = "", Mode = LockMode.Semaphore }, hold.Mode, null)!);
        }

        if (draft.State.Permits != command.Permits) draft.SetPermits(command.Permits);
        return draft.Decide(LockReply.Done.Instance);
    }

    /// <summary>A session has ended, durably: whatever hung on it is lost.</summary>
    internal static Decision<LockState, LockOutcome> EndSession(
        RecordImage<LockState> image, string session, long token, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        foreach (var hold in draft.State.Holders)
        {
            if (hold.Session == session && hold.SessionToken == token) draft.End(hold, LockEnd.SessionEnded, reason: null);
        }

        draft.Withdraw(promise => promise.Session == session && promise.SessionToken == token);
        return draft.Decide(LockReply.Done.Instance);
    }

    /// <summary>A session has been told, durably, that a hold is lost; it runs out a TTL later.</summary>
    internal static Decision<LockState, LockOutcome> Note(
        RecordImage<LockState> image, string leaseId, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        if (draft.Hold(leaseId) is { Noted: false } hold) draft.Replace(hold, hold with { Noted = true, NotedAt = now.Elapsed });
        return draft.Decide(LockReply.Done.Instance);
    }

    /// <summary>Time has passed, or the queue has changed.</summary>
    internal static Decision<LockState, LockOutcome> Advance(
        RecordImage<LockState> image, LockTurn turn, LockOptions options, Moment now)
    {
        var advanced = new LockDraft(image, turn, options, now).Decide(LockReply.Done.Instance);

        // That nothing has come of it need not be durable.
        return advanced.Writes ? advanced : advanced with { Lag = options.ReleaseLag };
    }

    /// <summary>The record is due: forget a lock that has long been idle, or say when to look again.</summary>
    internal static Decision<LockState, LockOutcome> Wake(
        RecordImage<LockState> image, LockTurn turn, LockOptions options, Moment now)
    {
        var draft = new LockDraft(image, turn, options, now);
        draft.GrantLine();
        if (!draft.State.Holders.IsEmpty) return draft.Decide(LockReply.Done.Instance, DueChange.In(LockTimes.FreeIn(draft.State, now) ?? options.IdleRetention));
        var idle = draft.State.History is [var last, ..] ? now.Utc - last.EndedAt : options.IdleRetention;
        var delayed = draft.State.Delay is { } delay && !LockTimes.IsOver(delay, now);
        return idle >= options.IdleRetention && turn.Waiting == 0 && image.Exists && !delayed
            ? Decide.Remove<LockState, LockOutcome>(new LockOutcome(LockReply.Done.Instance, [], []))
            : draft.Decide(LockReply.Done.Instance, DueChange.In(idle < options.IdleRetention ? options.IdleRetention - idle : options.IdleRetention));
    }

    /// <summary>Whether the token is a present holder's.</summary>
    internal static LockReply Check(RecordImage<LockState> image, CheckLock query, Moment now)
    {
        if (image.State?.Holders is [{ EarlyHandOff: true }]) return LockRefusals.HandedOverEarly("the lock does not know who holds it after a crash, and does not check tokens");
        if (image.State is { } state && state.Holders.Any(hold => hold.Token == query.FencingToken && !LockTimes.HasEnded(hold, now))) return LockReply.Done.Instance;
        return LockRefusals.Stale(query.FencingToken, image.State?.LastToken ?? image.Version);
    }

    // The holder may not have heard of the grant, so it counts from when it sent this repeat: the repeat must renew. A session
    // renews what hangs on it.
    private static Decision<LockState, LockOutcome> Repeat(LockDraft draft, LockHold hold, AcquireLock command)
    {
        var same = hold.Owner == command.Owner && hold.AskedTtl == command.Ttl && hold.Session == command.Session
            && (hold.Mode == LockMode.Semaphore) == (command.Mode == LockMode.Semaphore) && hold.EarlyHandOff == command.EarlyHandOff && IsSame(hold.Metadata, command.Metadata);
        return draft.Decide(same ? draft.TellAgain(hold) : LockRefusals.Reused(command.RequestId));
    }

    private static bool IsSame(ImmutableSortedDictionary<string, string> one, ImmutableSortedDictionary<string, string> other)
        => one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static LockReply.Refused Gone(EndedLease? past) => LockRefusals.Gone(past?.How, past?.Reason);
}
