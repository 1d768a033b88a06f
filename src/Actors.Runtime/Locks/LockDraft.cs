using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Locks;

/// <summary>A decision in the making: the state as the steps of one command change it. Lives no longer than that command.</summary>
internal sealed class LockDraft
{
    /// <summary>How many grants are made before their turn, at most: they are in the row, which each of them is to keep small.</summary>
    private const int PromisedMax = 32;

    private readonly RecordImage<LockState> _image;
    private readonly Moment _now;
    private readonly LockTurn _turn;
    private readonly LockOptions _options;
    private ImmutableArray<LockReply.Granted> _granted = [];
    private ImmutableArray<EndedLease> _ended = [];
    private ImmutableArray<RecordEvent> _events = [];
    private int _tokens;
    private LockHold? _kept;
    private int _promises;

    /// <summary>Begins with what time has done: holds that have run out are ended first, whatever the command is.</summary>
    internal LockDraft(RecordImage<LockState> image, LockTurn turn, LockOptions options, Moment now)
    {
        _image = image;
        _now = now;
        _turn = turn;
        _options = options;
        State = image.State ?? new LockState { LastToken = image.Version };
        foreach (var hold in State.Holders)
        {
            if (LockTimes.HasEnded(hold, now)) End(hold, LockTimes.IsRevoked(hold, now) ? LockEnd.Revoked : LockEnd.Expired, hold.Revocation?.Reason);
            else if (LockTimes.IsOverheld(hold, now)) Overhold(hold);
        }
    }

    internal LockState State { get; private set; }

    private bool Changed => !ReferenceEquals(State, _image.State) && (_image.Exists || !State.Holders.IsEmpty || State.Permits is not null);

    internal LockHold? Hold(string leaseId)
    {
        foreach (var hold in State.Holders)
        {
            if (hold.Id == leaseId) return hold;
        }

        return null;
    }

    internal LockHold? Hold(long token)
    {
        foreach (var hold in State.Holders)
        {
            if (hold.Token == token) return hold;
        }

        return null;
    }

    internal EndedLease? Past(string leaseId)
    {
        foreach (var past in State.History)
        {
            if (past.LeaseId == leaseId) return past;
        }

        return null;
    }

    internal void End(LockHold hold, LockEnd how, string? reason)
    {
        var ended = new EndedLease
        {
            LeaseId = hold.Id,
            Owner = hold.Owner,
            FencingToken = hold.Token,
            AcquiredAt = hold.AcquiredAt,
            EndedAt = _now.Utc,
            How = how,
            Mode = hold.Mode,
            Reason = reason,
            Session = hold.Session,
        };
        _ended = _ended.Add(ended);
        if (LockEvents.Of(how) is { } type) _events = _events.Add(new RecordEvent(type, ended));
        var delays = how is LockEnd.Expired or LockEnd.SessionEnded && hold.LockDelay > TimeSpan.Zero;
        State = State with
        {
            Holders = State.Holders.Remove(hold),
            History = State.HistoryWith(ended),
            Delay = delays ? new LockDelayState(hold.Owner, hold.LockDelay) { Since = _now.Elapsed } : State.Delay,
        };
    }

    /// <summary>Takes back grants that are made before their turn: only by the word of their owners, or as their session has ended.</summary>
    internal bool Withdraw(Predicate<LockHold> which)
    {
        var left = State.Promised.RemoveAll(which);
        if (left.Length == State.Promised.Length) return false;
        State = State with { Promised = left };
        return true;
    }

    /// <summary>
    /// How a session's release may be answered before it is durable; null if not. Either nothing else is told by it: nobody is granted the
    /// lock, and no other grant has ended. Or the next grant is, and was made before, as soon as that is durable.
    /// </summary>
    internal (TimeSpan Lag, long RestsOn)? EarlyAnswer(TimeSpan lag)
    {
        if (_ended.Length > 1) return null;
        if (_granted.IsEmpty && _turn.Waiting == 0) return (lag, 0);
        if (_kept is null || _granted.Length > 1 || lag == TimeSpan.Zero) return null;

        // The promises that it makes are to be durable before they are due.
        return (_promises > 0 ? TimeSpan.FromTicks(1) : lag, _kept.PromisedAt);
    }

    internal void Replace(LockHold hold, LockHold next) => State = State with { Holders = State.Holders.Replace(hold, next) };

    internal void SetPermits(int permits) => State = State with { Permits = permits };

    internal LockReply.Granted Renew(LockHold hold, TimeSpan ttl)
    {
        var renewed = LeaseMachine.Renew(hold, ttl, _now);
        Replace(hold, renewed);
        return Tell(renewed, TimeSpan.Zero);
    }

    /// <summary>
    /// The answer to a repeat: its sender has perhaps not heard of the grant and counts from this, so it renews. A session renews what
    /// hangs on it, and what is asked back and overdue is not renewed.
    /// </summary>
    internal LockReply TellAgain(LockHold hold)
    {
        if (LockTimes.IsRevoked(hold, _now)) return LockRefusals.Gone(LockEnd.Revoked, hold.Revocation!.Reason);
        return hold.Session is null ? Renew(hold, hold.AskedTtl) : Tell(hold, TimeSpan.Zero);
    }

    /// <summary>Asks a grant back; one that is asked back already keeps the earlier deadline.</summary>
    internal void Revoke(LockHold hold, string reason, TimeSpan grace, string type)
    {
        var revocation = new LockRevocation(reason, _now.Utc, _now.Utc + grace);
        if (hold.Revocation is { } before && before.Deadline <= revocation.Deadline) return;
        Replace(hold, hold with { Revocation = revocation });
        _events = _events.Add(new RecordEvent(type, new LockRevocationData(hold.Id, hold.Owner, hold.Token, reason, revocation.Deadline)));
    }

    /// <summary>The lock's only holder becomes its exclusive one, under a token of its own.</summary>
    internal LockReply.Granted? TryUpgrade(LockHold hold, TimeSpan polledAt)
    {
        if (State.Holders.Length > 1) return null;
        var token = NextToken();
        var upgraded = LeaseMachine.Renew(hold, hold.Session is null ? hold.AskedTtl : hold.Ttl, _now) with
        {
            Mode = LockMode.Exclusive,
            Token = token,
            UpgradedFrom = hold.Token,
        };
        State = State with { LastToken = token, Holders = [upgraded] };
        return Tell(upgraded, _now.Elapsed - polledAt);
    }

    /// <summary>
    /// Gives the lock to whose turn it is, as far as they go together. Every decision ends with this, so that no turn is missed. A
    /// request is granted once: a repeat that comes after its grant's end gets nothing.
    /// </summary>
    internal void GrantLine()
    {
        KeepPromise();
        if (_turn.Line is null) return;
        foreach (var call in _turn.Line)
        {
            if (call.Upgrades is { } from)
            {
                if (Hold(call.Request.RequestId) is not { } hold || hold.Token != from || LockTimes.IsRevoked(hold, _now)) continue;
                if (TryUpgrade(hold, call.PolledAt) is not { } upgraded) return;
                _granted = _granted.Add(upgraded);
                continue;
            }

            if (Hold(call.Request.RequestId) is not null || Past(call.Request.RequestId) is not null || IsDelayed(call.Request.Owner)) continue;
            if (State.Promise(call.Request.RequestId) is not null) continue;
            if (State.Holders is [var first, ..] && LockModes.Refuse(call.Request, first.Mode, State.Permits) is not null) continue;
            if (!LockModes.Fits(call.Request.Mode, State.Holders, State.Permits)) return;
            Grant(call);
        }
    }

    internal LockReply.Granted? Granted(string requestId)
    {
        foreach (var granted in _granted)
        {
            if (granted.LeaseId == requestId) return granted;
        }

        return null;
    }

    internal LockReply.Refused Held() => LockRefusals.Held(State, Math.Max(0, _turn.Waiting - _granted.Length - 1), _now);

    internal Decision<LockState, LockOutcome> Decide(LockReply reply, DueChange due = default)
    {
        GrantLine();
        PromiseLine();
        var outcome = new LockOutcome(reply, _granted, _ended);
        if (!Changed && !(due.Changes && _image.Exists)) return Records.Decide.Keep<LockState, LockOutcome>(outcome);

        // A hot lock writes its row and nothing else: its due time, which only serves to tidy up, may be early.
        if (!_image.Exists) due = DueChange.In(_options.IdleRetention);
        return Records.Decide.Write(State, outcome, _events, due, _tokens);
    }

    internal LockReply.Granted Tell(LockHold hold, TimeSpan waited) => new()
    {
        LeaseId = hold.Id,
        FencingToken = hold.Token,
        Ttl = hold.Ttl,
        ExpiresAt = LockTimes.ExpiresAt(hold, _now),
        Waited = waited,
        Mode = hold.Mode,
        Revocation = hold.Revocation,
    };

    private void Grant(LockCall call)
    {
        var request = call.Request;
        var hold = NewHold(call);
        State = State with
        {
            LastToken = hold.Token,
            Holders = State.Holders.Add(hold),
            Permits = request.Mode == LockMode.Semaphore && State.Holders.IsEmpty ? request.Permits ?? State.Permits : State.Permits,
            Delay = null,
        };
        _granted = _granted.Add(Tell(hold, _now.Elapsed - call.PolledAt));
    }

    /// <summary>The lock is free: it is the first promise's, whoever else is in line, and whether or not its owner polls at the moment.</summary>
    private void KeepPromise()
    {
        if (State is not { Holders: [], Promised: [var first, .. var others] }) return;
        _kept = first;
        var hold = first with { AcquiredAt = _now.Utc, RenewedAt = _now.Elapsed };
        State = State with { Holders = [hold], Promised = others, Delay = null };
        var poll = _turn.Line?.FirstOrDefault(call => call.Request.RequestId == first.Id);
        _granted = _granted.Add(Tell(hold, _now.Elapsed - (poll?.PolledAt ?? _now.Elapsed)));
    }

    /// <summary>
    /// Makes the next grants before their turn, as far as the line wants early hand-offs. Anew only when less than half of the line has one, so that
    /// one write does for many.
    /// </summary>
    private void PromiseLine()
    {
        if (_turn.Line is null || _options.ReleaseLag == TimeSpan.Zero || State.Holders is not [{ EarlyHandOff: true }]) return;
        var promised = State.Promised;
        if (promised.Length * 2 >= Math.Min(_turn.Line.Count, PromisedMax)) return;
        foreach (var call in _turn.Line)
        {
            if (Hold(call.Request.RequestId) is not null || State.Promise(call.Request.RequestId) is not null) continue;
            if (!call.Request.EarlyHandOff || call.Request.Wait <= TimeSpan.Zero || promised.Length == PromisedMax) break;
            if (Past(call.Request.RequestId) is not null) continue;
            _promises++;
            var hold = NewHold(call);
            State = State with { LastToken = hold.Token };
            promised = promised.Add(hold);
        }

        if (_promises == 0) return;
        var (madeAt, before) = (_image.VersionAfter(_tokens), promised.Length - _promises);
        State = State with { Promised = [.. promised.Select((hold, i) => i < before ? hold : hold with { PromisedAt = madeAt })] };
    }

    private LockHold NewHold(LockCall call)
    {
        var request = call.Request;
        return new LockHold
        {
            Id = request.RequestId,
            Owner = request.Owner,
            Token = NextToken(),
            Ttl = request.Session is null ? request.Ttl : call.Session.Ttl,
            AcquiredAt = _now.Utc,
            Metadata = request.Metadata,
            RenewedAt = _now.Elapsed,
            Mode = request.Mode,
            AskedTtl = request.Ttl,
            Session = request.Session,
            SessionToken = call.Session.Token,
            Scope = request.Scope,
            DeadlockPriority = request.DeadlockPriority,
            LockDelay = request.LockDelay,
            MaxHold = request.MaxHold,
            EarlyHandOff = request.EarlyHandOff,
        };
    }

    private long NextToken()
    {
        _tokens++;
        return checked(State.LastToken + 1);
    }

    private bool IsDelayed(string owner) => State.Delay is { } delay && delay.Owner != owner && !LockTimes.IsOver(delay, _now);

    // The warning: what follows is a revocation like any other.
    private void Overhold(LockHold hold) => Revoke(
        hold,
        string.Create(CultureInfo.InvariantCulture, $"It has been held for its maximum of {hold.MaxHold!.Value.TotalSeconds} s."),
        _options.RevokeGrace,
        LockEvents.Overheld);
}
