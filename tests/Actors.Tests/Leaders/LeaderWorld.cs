using Actors.Leaders;
using Actors.Records;

namespace Actors.Tests.Leaders;

/// <summary>One row, two activations and four candidates, in virtual milliseconds; checks its promises at every step.</summary>
internal sealed class LeaderWorld
{
    internal const int Kinds = 18;
    internal const int Candidates = 4;

    private const int TtlMs = 10_000;

    private readonly int? _seats;

    private readonly Activation[] _activations = [new(1.0), new(1.05)];
    private readonly Holder[] _holders = [new("a"), new("b"), new("c"), new("d")];
    private readonly List<(int Who, long Sent, object Command)> _sent = [];
    private readonly List<(int Who, int Epoch, long Sent, LeaderReply Reply)> _answered = [];
    private readonly Dictionary<long, string> _leaders = [];
    private readonly LeaderOptions _options = new() { IdleRetention = TimeSpan.FromMilliseconds(500) };
    private (string? State, long Version) _row;
    private LeaderState? _committed;
    private long _now;

    /// <param name="seats">How many seats the role has throughout; null has policies change them.</param>
    internal LeaderWorld(int? seats)
    {
        _seats = seats;
        if (seats is > 1) Record(new RecordImage<LeaderState>(new LeaderState { LastTerm = 0, Revision = 1, Policy = Policy(0) }, 1));
    }

    internal long Terms => _leaders.Count;

    internal int Conflicts { get; private set; }

    internal int Removals { get; private set; }

    internal int Held { get; private set; }

    internal int Yields { get; private set; }

    internal int Overstays { get; private set; }

    internal int HandOffs { get; private set; }

    internal int Proclamations { get; private set; }

    /// <summary>The most that held at once.</summary>
    internal int Together { get; private set; }

    internal void Step(int kind, int who, int where, int delay)
    {
        var holder = _holders[who];
        var activation = _activations[where == 0 ? 1 : 0];
        switch (kind)
        {
            case 0 or 1 or 2:
                var term = holder.Holds(_now) ? holder.Term : (long?)null;
                Send(who, new Campaign
                {
                    Candidate = holder.Name,
                    Ttl = TimeSpan.FromMilliseconds(TtlMs),
                    ExpectedTerm = term,
                    Priority = (who + delay) % 3,
                });
                break;
            case 4:
                // A leader stops acting before it resigns; one that was refused has stopped already.
                Send(who, new Resign
                {
                    Candidate = holder.Name,
                    Term = holder.Holds(_now) || delay % 2 == 0 ? holder.Term : 0,
                    HandOffTo = delay % 3 == 0 ? _holders[(who + 1) % Candidates].Name : null,
                });
                holder.Drop();
                break;
            case 3 or 5 or 6 or 7 or 8 when _sent.Count > 0:
                Deliver(activation, delay % _sent.Count);
                if (delay % 2 == 0) Commit(activation);
                break;
            case 9 or 10:
                Commit(activation);
                break;
            case 11 or 12 when _answered.Count > 0:
                Acknowledge(delay % _answered.Count);
                break;
            case 13:
                if (delay % 4 == 1) _now += 1_000;
                Apply(activation, -1, 0, (image, queue, now) => Wrap(delay % 2 == 0
                    ? LeaderMachine.Expire(image, queue, now, _options)
                    : LeaderMachine.Wake(image, queue, now, _options)));
                break;
            case 14:
                if (delay % 4 == 0) activation.Load(_row, _now);
                else if (delay % 4 == 1) holder.Drop();
                else if (delay % 4 == 2 && _sent.Count > 0) _sent.RemoveAt(0);
                break;
            case 15:
                _now += delay % 8 == 0 ? 12_000 : delay;
                break;
            case 16 when delay % 3 == 0:
                Send(who, Policy(delay));
                break;
            case 17 when holder.Holds(_now):
                Send(who, new Proclaim { Candidate = holder.Name, Term = holder.Term, Value = $"{holder.Name}@{holder.Term}" });
                break;
            default:
                _now += 100;
                break;
        }

        Check();
    }

    private static LeaderStep<LeaderReply> Wrap(LeaderStep<bool> step) => new(
        new Decision<LeaderState, LeaderReply>
        {
            Reply = new LeaderReply.Left(null),
            Writes = step.Decision.Writes,
            Next = step.Decision.Next,
            Tokens = step.Decision.Tokens,
        },
        step.Queue);

    private LeaderPolicy Policy(int delay) => new()
    {
        Seats = _seats ?? 1 + (delay % 4),
        Preemption = delay % 4 < 3,
        YieldGrace = TimeSpan.FromSeconds(1 + (delay % 2)),
        MinTenure = TimeSpan.FromSeconds(delay % 5),
    };

    private void Send(int who, object command) => _sent.Add((who, _now, command));

    private void Deliver(Activation activation, int index)
    {
        var (who, sent, command) = _sent[index];
        _sent.RemoveAt(index);
        Apply(activation, who, sent, (image, queue, now) => command switch
        {
            Campaign campaign => LeaderMachine.Campaign(image, queue, campaign, now, _options),
            Proclaim proclaim => LeaderMachine.Proclaim(image, queue, proclaim, now, _options),
            LeaderPolicy policy => LeaderMachine.SetPolicy(image, queue, policy, now, _options),
            _ => LeaderMachine.Resign(image, queue, (Resign)command, now, _options),
        });
    }

    private void Apply(
        Activation activation, int who, long sent, Func<RecordImage<LeaderState>, LeaderQueue, Moment, LeaderStep<LeaderReply>> decide)
    {
        if (!activation.Alive) activation.Load(_row, _now);
        var step = decide(activation.Newest, activation.Queue, activation.Now(_now));
        activation.Queue = step.Queue;
        if (step.Decision.Writes && (activation.Newest.Exists || step.Decision.Next is not null))
        {
            activation.Newest = new RecordImage<LeaderState>(step.Decision.Next, activation.Newest.VersionAfter(step.Decision.Tokens));
            activation.Dirty = true;
        }

        if (who >= 0) activation.Replies.Add((who, _holders[who].Epoch, sent, step.Decision.Reply));

        // As in the cell, a row that was made and removed again is no single write.
        if (activation.Dirty && activation.Committed.Exists != activation.Newest.Exists) Commit(activation);
        else if (!activation.Dirty) Answer(activation);
    }

    private void Commit(Activation activation)
    {
        if (!activation.Alive || !activation.Dirty) return;
        if (_row.Version != activation.Committed.Version)
        {
            Conflicts++;
            activation.Die();
            return;
        }

        if (activation.Newest.Exists) Record(activation.Newest);
        else Remove(activation.Newest.Version);
        activation.Committed = activation.Newest;
        activation.Dirty = false;
        Answer(activation);
    }

    private void Answer(Activation activation)
    {
        _answered.AddRange(activation.Replies);
        activation.Replies.Clear();
    }

    private void Acknowledge(int index)
    {
        var (who, epoch, sent, reply) = _answered[index];
        _answered.RemoveAt(index);
        if (epoch != _holders[who].Epoch) return;
        if (reply is LeaderReply.Left { Successor: { } heir } && heir == _holders[(who + 1) % Candidates].Name) HandOffs++;
        if (reply is LeaderReply.Proclaimed) Proclamations++;
        if (reply is LeaderReply.Refused { Refusal.Facts: var facts } && facts.ContainsKey("retryAfterSeconds")) Overstays++;
        if (reply is LeaderReply.Leading leading) Held += _holders[who].Hears(leading.Term, sent + TtlMs, _now);
        else if (reply is LeaderReply.Refused && sent > _holders[who].SentLast) _holders[who].Drop();
    }

    private void Remove(long floor)
    {
        Removals++;
        _row = (null, floor);
        _committed = null;
    }

    private void Record(RecordImage<LeaderState> image)
    {
        var state = image.State!;
        Assert.True(state.LastTerm <= image.Version, "a term is above its version");
        Assert.True(_seats is null || state.Leaders.Length <= _seats, $"{state.Leaders.Length} leaders have {_seats} seats");
        Assert.Equal(state.Leaders.Length, state.Leaders.Select(seat => seat.Leader).Distinct().Count());
        foreach (var seat in state.Leaders) Assert.True(seat.Value is null || seat.Value == $"{seat.Leader}@{seat.Term}", $"'{seat.Value}' is proclaimed in {seat.Term}");
        var terms = state.Terms.Select(ended => (ended.Term, ended.Leader)).Concat(state.Leaders.Select(seat => (seat.Term, seat.Leader)));
        foreach (var (term, leader) in terms.OrderBy(one => one.Term)) Own(term, leader);
        Yields += state.Leaders.Count(seat => seat.Yield is not null && _committed?.Leaders.Any(before => before.Term == seat.Term && before.Yield is null) == true);
        _row = (StateJson.Write(state), image.Version);
        _committed = state;

        void Own(long term, string leader)
        {
            if (_leaders.TryGetValue(term, out var known))
            {
                Assert.Equal(known, leader);
                return;
            }

            Assert.True(_leaders.Keys.All(earlier => earlier < term), $"term {term} came after a higher one");
            _leaders.Add(term, leader);
        }
    }

    /// <summary>Whoever trusts its term has its seat in the record. So there are never more than seats, nor two in one term.</summary>
    private void Check()
    {
        var holding = _holders.Where(holder => holder.Holds(_now)).ToList();
        Together = Math.Max(Together, holding.Count);
        Assert.True(_seats is null || holding.Count <= _seats, string.Join(", ", holding.Select(holder => $"{holder.Name} holds term {holder.Term}")));
        foreach (var holder in holding)
        {
            Assert.True(
                _committed?.Leaders.Any(seat => (seat.Term, seat.Leader) == (holder.Term, holder.Name)) == true,
                $"{holder.Name} holds term {holder.Term}, which has ended");
        }
    }

    private sealed class Holder(string name)
    {
        internal string Name { get; } = name;

        internal int Epoch { get; private set; }

        internal long Term { get; private set; }

        internal long SentLast { get; private set; } = -1;

        private long Deadline { get; set; } = -1;

        internal bool Holds(long now) => now < Deadline;

        /// <summary>The holder's rule: from when it was sent, and nothing revives what has passed.</summary>
        internal int Hears(long term, long deadline, long now)
        {
            if (term < Term || now >= deadline || (term == Term && !Holds(now))) return 0;
            if (term > Term) Deadline = -1;
            Term = term;
            SentLast = deadline - TtlMs;
            Deadline = Math.Max(Deadline, deadline);
            return 1;
        }

        /// <summary>Crashes or resigns: answers to what it sent before find nobody.</summary>
        internal void Drop()
        {
            Epoch++;
            Deadline = -1;
        }
    }

    private sealed class Activation(double rate)
    {
        private long _readAt;

        internal bool Alive { get; private set; }

        internal bool Dirty { get; set; }

        internal RecordImage<LeaderState> Committed { get; set; }

        internal RecordImage<LeaderState> Newest { get; set; }

        internal LeaderQueue Queue { get; set; } = LeaderQueue.Empty;

        internal List<(int Who, int Epoch, long Sent, LeaderReply Reply)> Replies { get; } = [];

        internal Moment Now(long now)
        {
            var elapsed = TimeSpan.FromMilliseconds((now - _readAt) * rate);
            return new Moment(elapsed, LeaderBench.Start.AddMilliseconds(_readAt) + elapsed);
        }

        internal void Load((string? State, long Version) row, long now)
        {
            Die();
            _readAt = now;
            Committed = new RecordImage<LeaderState>(row.State is null ? null : StateJson.Read<LeaderState>(row.State), row.Version);
            Newest = Committed;
            Alive = true;
        }

        internal void Die()
        {
            Alive = false;
            Dirty = false;
            Queue = LeaderQueue.Empty;
            Replies.Clear();
        }
    }
}
