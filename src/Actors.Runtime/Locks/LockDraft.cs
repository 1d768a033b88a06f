using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Locks;

/// <summary>A decision in the making: the state as the steps of one command change it. Lives no longer than that command.</summary>
internal sealed class LockDraft
{
    private readonly RecordImage<LockState> _image;
    private readonly Moment _now;
    private readonly LockTurn _turn;
    private readonly TimeSpan _idleRetention;
    private LockReply.Granted? _granted;
    private EndedLease? _ended;

    /// <summary>Begins with what time has done: a lease that has expired is ended first, whatever the command is.</summary>
    internal LockDraft(RecordImage<LockState> image, LockTurn turn, TimeSpan idleRetention, Moment now)
    {
        _image = image;
        _now = now;
        _turn = turn;
        _idleRetention = idleRetention;
        State = image.State ?? new LockState { LastToken = image.Version };
        if (State.Holder is { } lease && LeaseMachine.HasExpired(lease, now)) End(LockEnd.Expired, reason: null);
    }

    internal LockState State { get; private set; }

    internal Lease? Holder => State.Holder;

    private bool Changed => !ReferenceEquals(State, _image.State) && (_image.Exists || State.Holder is not null);

    internal EndedLease? Past(string leaseId) => State.History.FirstOrDefault(past => past.LeaseId == leaseId);

    internal void End(LockEnd how, string? reason)
    {
        var lease = State.Holder!;
        _ended = new EndedLease
        {
            LeaseId = lease.Id,
            Owner = lease.Owner,
            FencingToken = lease.Token,
            AcquiredAt = lease.AcquiredAt,
            EndedAt = _now.Utc,
            How = how,
            Reason = reason,
        };
        var kept = State.History.Length < LockState.HistoryMax ? State.History : State.History[..(LockState.HistoryMax - 1)];
        State = State with { Holder = null, History = kept.Insert(0, _ended) };
    }

    internal LockReply.Granted Renew(TimeSpan ttl)
    {
        State = State with { Holder = LeaseMachine.Renew(State.Holder!, ttl, _now) };
        return Tell(TimeSpan.Zero);
    }

    /// <summary>
    /// Gives the lock to whose turn it is, if it is free. Every decision ends with this, so that no turn is missed. A request is
    /// granted once: a repeat that comes after its grant's end gets nothing.
    /// </summary>
    internal LockReply.Granted? GrantNext()
    {
        if (State.Holder is not null || _turn.Next is not { } next || Past(next.Request.RequestId) is not null) return null;
        var token = checked(State.LastToken + 1);
        State = State with
        {
            LastToken = token,
            AskedTtl = next.Request.Ttl,
            Holder = new Lease
            {
                Id = next.Request.RequestId,
                Owner = next.Request.Owner,
                Token = token,
                Ttl = next.Request.Ttl,
                AcquiredAt = _now.Utc,
                Metadata = next.Request.Metadata,
                RenewedAt = _now.Elapsed,
            },
        };
        _granted = Tell(_now.Elapsed - next.PolledAt);
        return _granted;
    }

    internal LockReply.Refused Held()
    {
        // In line are the asker itself, and whoever this decision has granted.
        var waiting = Math.Max(0, _turn.Waiting - (_granted is null ? 1 : 2)).ToString(CultureInfo.InvariantCulture);
        if (State.Holder is not { } lease)
        {
            return new LockReply.Refused(new Refusal(ErrorCode.LockHeld, "Others are in line for the lock. Wait in line, or try again.")
                .With("waiting", waiting).With("retryAfterSeconds", "1"));
        }

        var expiresAt = LeaseMachine.ExpiresAt(lease, _now);
        var seconds = Math.Max(1, Math.Ceiling(LeaseMachine.Remaining(lease, _now).TotalSeconds));
        return new LockReply.Refused(new Refusal(
                ErrorCode.LockHeld, $"The lock is held by '{lease.Owner}'. Wait in line, or try again when it is released or expires.")
            .With("holder", lease.Owner)
            .With("fencingToken", lease.Token.ToString(CultureInfo.InvariantCulture))
            .With("expiresAt", expiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))
            .With("waiting", waiting)
            .With("retryAfterSeconds", seconds.ToString(CultureInfo.InvariantCulture)));
    }

    internal Decision<LockState, LockOutcome> Decide(LockReply reply, DueChange due = default)
    {
        GrantNext();
        var outcome = new LockOutcome(reply, _granted, _ended);
        if (!Changed && !(due.Changes && _image.Exists)) return Records.Decide.Keep<LockState, LockOutcome>(outcome);

        // A hot lock writes its row and nothing else: its due time, which only serves to tidy up, may be early.
        if (!_image.Exists) due = DueChange.In(_idleRetention);
        return Records.Decide.Write(State, outcome, Events(), due, _granted is null ? 0 : 1);
    }

    private ImmutableArray<RecordEvent> Events() => _ended?.How switch
    {
        LockEnd.Expired => [new RecordEvent("lock-expired", _ended)],
        LockEnd.Broken => [new RecordEvent("lock-broken", _ended)],
        _ => [],
    };

    private LockReply.Granted Tell(TimeSpan waited)
    {
        var lease = State.Holder!;
        return new LockReply.Granted
        {
            LeaseId = lease.Id,
            FencingToken = lease.Token,
            Ttl = lease.Ttl,
            ExpiresAt = LeaseMachine.ExpiresAt(lease, _now),
            Waited = waited,
        };
    }
}
