using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Leaders;

/// <summary>A decision in the making: role and queue as the steps of one command change them. Lives no longer than that command.</summary>
internal sealed class LeaderDraft
{
    private readonly RecordImage<LeaderState> _image;
    private readonly Moment _now;
    private readonly LeaderOptions _options;
    private readonly List<RecordEvent> _events = [];
    private LeaderState _state;
    private LeaderQueue _queue;
    private int _tokens;
    private bool _visible;
    private DueChange _due;

    /// <summary>Begins with what time has done: candidates that are silent are gone, and terms whose lease has expired are over.</summary>
    internal LeaderDraft(RecordImage<LeaderState> image, LeaderQueue queue, Moment now, LeaderOptions options)
    {
        _image = image;
        _now = now;
        _options = options;
        _queue = queue.Live(now);

        // The floor of a removed record is not below any term that it gave.
        _state = image.State ?? new LeaderState { LastTerm = image.Version, Revision = 0 };
        foreach (var seat in _state.Leaders.Where(seat => LeaseMachine.HasExpired(seat.Lease, now))) End(seat.Term, LeaderTermEnd.Expired);
    }

    /// <summary>Whether anything is to be written.</summary>
    internal bool Changes => !ReferenceEquals(_state, _image.State) && (_image.Exists || _visible);

    /// <summary>Who was elected first.</summary>
    internal LeaderSeat? Successor { get; private set; }

    internal ImmutableArray<LeaderSeat> Leaders => _state.Leaders;

    /// <summary>The role's version for observers once this is written.</summary>
    internal long Revision => _visible ? _image.VersionAfter(_tokens) : _state.Revision;

    private LeaderPolicy Rules => _state.Rules;

    private int FreeSeats => Math.Max(0, Rules.Seats - _state.Leaders.Length);

    internal LeaderSeat? SeatOf(string candidate) => _state.Leaders.FirstOrDefault(seat => seat.Leader == candidate);

    /// <summary>False if the queue is full; who takes a free seat, or is in the queue, is in nobody's way.</summary>
    internal bool TryJoin(Campaign command)
    {
        if (FreeSeats == 0 && _queue.Candidates.Count >= _options.CandidatesMax && !_queue.Contains(command.Candidate)) return false;
        _queue = _queue.Join(command, _now);
        return true;
    }

    /// <summary>Renews a term, and tells its leader if it is asked to yield: the grace runs from now.</summary>
    internal LeaderSeat Renew(LeaderSeat seat, Campaign command)
    {
        var told = seat.Yield is { Until: null };
        var renewed = seat with
        {
            Lease = LeaseMachine.Renew(seat.Lease, command.Ttl, _now) with { Metadata = command.Metadata ?? seat.Lease.Metadata },
            Value = command.Value ?? seat.Value,
            Priority = command.Priority,
            Labels = command.Labels ?? seat.Labels,
            Yield = told ? seat.Yield! with { Until = _now.Utc + seat.Yield.Grace, ToldAt = _now.Elapsed } : seat.Yield,
        };
        _visible |= told || renewed.Value != seat.Value || renewed.Priority != seat.Priority
            || !renewed.Lease.Metadata.SequenceEqual(seat.Lease.Metadata) || !renewed.Labels.SequenceEqual(seat.Labels);
        Replace(renewed);
        return renewed;
    }

    internal void Proclaim(LeaderSeat seat, string? value)
    {
        if (seat.Value == value) return;
        _visible = true;
        Replace(seat with { Value = value });
    }

    internal void SetPolicy(LeaderPolicy policy)
    {
        if (policy == Rules) return;
        _state = _state with { Policy = policy == LeaderPolicy.Default ? null : policy };
        _state = _state with { Vacated = [.. _state.Vacated.TakeLast(FreeSeats)] };
        _visible = true;
        _due = DueChange.In(_options.IdleRetention);
    }

    /// <summary>Ends a term, if it has not ended already.</summary>
    internal void End(long term, LeaderTermEnd how)
    {
        if (_state.Leaders.FirstOrDefault(seat => seat.Term == term) is not { } seat) return;
        var ended = new EndedTerm(term, seat.Leader, seat.Lease.AcquiredAt, _now.Utc, how, seat.GapMs);
        _state = _state with
        {
            Leaders = _state.Leaders.Remove(seat),
            Terms = [.. _state.Terms.TakeLast(LeaderState.EndedTermsMax - 1), ended],
        };
        _state = _state with { Vacated = [.. _state.Vacated.Append(_now.Utc).TakeLast(FreeSeats)] };
        Happen(how == LeaderTermEnd.Resigned ? LeaderEvents.Resigned : LeaderEvents.Expired, seat);
        _due = DueChange.In(_options.IdleRetention);
    }

    /// <summary>
    /// Fills the seats that are free, with <paramref name="handOffTo"/> first if it waits, and asks leaders to yield whose place the
    /// policy gives to others. Every decision ends with this, so that no turn is missed.
    /// </summary>
    internal void Settle(string? handOffTo = null)
    {
        var next = FreeSeats > 0 ? _queue.InOrder(Rules).OrderBy(candidate => candidate.Id != handOffTo).Take(FreeSeats).ToList() : [];
        foreach (var candidate in next) Elect(candidate);
        AskToYield();
    }

    internal LeaderStep<TReply> Decide<TReply>(TReply reply)
    {
        if (!Changes) return new LeaderStep<TReply>(Records.Decide.Keep<LeaderState, TReply>(reply), _queue);
        var next = _state with { Revision = Revision };
        return new LeaderStep<TReply>(Records.Decide.Write(next, reply, [.. _events], _due, _tokens), _queue);
    }

    private void Elect(QueuedCandidate candidate)
    {
        var seat = new LeaderSeat
        {
            Lease = new Lease
            {
                Id = candidate.Id,
                Owner = candidate.Id,
                Token = checked(_state.LastTerm + 1),
                Ttl = candidate.Ttl,
                AcquiredAt = _now.Utc,
                Metadata = candidate.Metadata,
                RenewedAt = _now.Elapsed,
            },
            Value = candidate.Value,
            Priority = candidate.Priority,
            Labels = candidate.Labels,
            GapMs = _state.Vacated is [var since, ..] ? Math.Max(0, (long)(_now.Utc - since).TotalMilliseconds) : null,
        };
        _state = _state with
        {
            LastTerm = seat.Term,
            Leaders = _state.Leaders.Add(seat),
            Vacated = _state.Vacated.IsEmpty ? [] : _state.Vacated.RemoveAt(0),
        };
        _queue = _queue.Leave(candidate.Id);
        _tokens++;
        _due = DueChange.In(_options.IdleRetention);
        Successor ??= seat;
        Happen(LeaderEvents.Elected, seat);
    }

    /// <summary>Asks the newest of those who are too many, and with preemption the worst of those who are worse than who waits.</summary>
    private void AskToYield()
    {
        var surplus = Math.Max(0, _state.Leaders.Length - Rules.Seats);
        var asked = _state.Leaders.Count(seat => seat.Yield is not null);
        foreach (var seat in _state.Leaders.Where(seat => seat.Yield is null).Reverse().Take(surplus - asked).ToList())
        {
            Ask(seat, LeaderYieldReason.SeatsLowered);
            asked++;
        }

        if (!Rules.Preemption || Worst() is null) return;

        // Who comes first in the queue gets the seats for which somebody was asked already.
        foreach (var candidate in _queue.InOrder(Rules).Skip(asked - surplus))
        {
            if (Worst() is not { } worst || LeaderRank.Of(Rules, candidate).CompareTo(LeaderRank.Of(Rules, worst)) >= 0) return;
            Ask(worst, LeaderYieldReason.Preempted);
        }
    }

    /// <summary>The leader to displace first, of those who have led for long enough: among equals the newest.</summary>
    private LeaderSeat? Worst() => _state.Leaders
        .Where(seat => seat.Yield is null && _now.Utc - seat.Lease.AcquiredAt >= Rules.MinTenure)
        .OrderByDescending(seat => LeaderRank.Of(Rules, seat)).ThenByDescending(seat => seat.Term)
        .FirstOrDefault();

    private void Ask(LeaderSeat seat, LeaderYieldReason reason)
    {
        Replace(seat with { Yield = new YieldRequest { Reason = reason, Grace = Rules.YieldGrace } });
        Happen(LeaderEvents.YieldRequested, seat, reason);
    }

    private void Replace(LeaderSeat seat)
    {
        var place = _state.Leaders.Select(one => one.Term).ToList().IndexOf(seat.Term);
        _state = _state with { Leaders = _state.Leaders.SetItem(place, seat) };
    }

    private void Happen(string type, LeaderSeat seat, LeaderYieldReason? reason = null)
    {
        _visible = true;
        _events.Add(new RecordEvent(type, new LeaderEventData(seat.Leader, seat.Term, reason)));
    }
}
