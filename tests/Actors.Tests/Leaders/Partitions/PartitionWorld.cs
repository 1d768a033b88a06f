using Actors.Leaders.Partitions;
using Actors.Records;

namespace Actors.Tests.Leaders.Partitions;

/// <summary>One row, two activations and three members, in virtual milliseconds; checks its promises at every step.</summary>
internal sealed class PartitionWorld
{
    internal const int Partitions = 5;
    internal const int TtlMs = 10_000;

    private readonly Activation[] _activations = [new(1.0), new(1.05)];
    private readonly PartitionHolder[] _holders = [new("a"), new("b"), new("c")];
    private readonly List<(int Who, int Epoch, long Sent, object Command)> _sent = [];
    private readonly List<Answer> _answered = [];
    private readonly Dictionary<long, (int Partition, string Owner)> _terms = [];
    private readonly PartitionOptions _options = new() { RebalanceDelay = TimeSpan.FromSeconds(1), IdleRetention = TimeSpan.FromMilliseconds(500) };
    private (string? State, long Version) _row;
    private long _now;

    internal int Terms => _terms.Count;

    internal int Conflicts { get; private set; }

    internal int Removals { get; private set; }

    internal int Worked { get; private set; }

    internal int Acknowledged { get; private set; }

    internal void Step(int kind, int who, int where, int delay)
    {
        var holder = _holders[who];
        var activation = _activations[where == 0 ? 1 : 0];
        switch (kind)
        {
            case 0 or 1 or 2:
                var heartbeat = holder.Heartbeat(_now);
                Acknowledged += heartbeat.Released.Length;
                _sent.Add((who, holder.Epoch, _now, heartbeat));
                break;
            case 4 when delay % 3 == 0:
                // A member stops its work before it leaves.
                if (holder.Membership is { } membership) _sent.Add((who, holder.Epoch, _now, new LeaveGroup { Member = holder.Name, Membership = membership }));
                holder.Crash();
                break;
            case 3 or 5 or 6 or 7 or 8 when _sent.Count > 0:
                Deliver(activation, delay % _sent.Count);
                if (delay % 2 == 0) Commit(activation);
                break;
            case 9 or 10:
                Commit(activation);
                break;
            case 11 or 12 when _answered.Count > 0:
                Hear(delay % _answered.Count);
                break;
            case 13:
                Settle(activation, wakes: delay % 2 != 0);
                break;
            case 14:
                if (delay % 4 == 0) activation.Load(_row, _now);
                else if (delay % 8 == 1) holder.Crash();
                else if (delay % 4 == 2 && _sent.Count > 0) _sent.RemoveAt(0);
                else if (delay % 4 == 3 && _answered.Count > 0) _answered.RemoveAt(0);
                break;
            case 15:
                _now += delay % 16 == 0 ? 12_000 : delay;
                break;
            default:
                _now += 100;
                break;
        }

        Check();
    }

    /// <summary>From here on nothing fails: all partitions are worked on in the end, as evenly as they can be.</summary>
    internal void Calm()
    {
        _sent.Clear();
        _answered.Clear();
        foreach (var activation in _activations) activation.Die();
        for (var round = 0; round < 30; round++)
        {
            for (var who = 0; who < _holders.Length; who++)
            {
                Step(0, who, 1, 0);
                Step(3, 0, 1, 0);
                Step(9, 0, 1, 0);
                while (_answered.Count > 0) Hear(0);
                Check();
            }

            _now += 1_000;
        }

        var counts = _holders.Select(holder => holder.Working(_now).Count()).ToList();
        Assert.True(counts.Sum() == Partitions && counts.Max() - counts.Min() <= 1, string.Join(", ", counts));
    }

    private void Deliver(Activation activation, int index)
    {
        var (who, epoch, sent, command) = _sent[index];
        _sent.RemoveAt(index);
        Apply(activation, (who, epoch, sent), (image, now) => command is MemberHeartbeat heartbeat
            ? PartitionMachine.Heartbeat(image, heartbeat, now, _options)
            : PartitionMachine.Leave(image, (LeaveGroup)command, now, _options));
    }

    private void Settle(Activation activation, bool wakes) => Apply(activation, null, (image, now) =>
    {
        var decision = wakes ? PartitionMachine.Wake(image, now, _options) : PartitionMachine.Settle(image, now, _options);
        return new Decision<PartitionState, PartitionReply>
        {
            Reply = new PartitionReply.Left(Ended: false),
            Writes = decision.Writes,
            Next = decision.Next,
            Tokens = decision.Tokens,
        };
    });

    private void Apply(
        Activation activation, (int Who, int Epoch, long Sent)? from,
        Func<RecordImage<PartitionState>, Moment, Decision<PartitionState, PartitionReply>> decide)
    {
        if (!activation.Alive) activation.Load(_row, _now);
        var decision = decide(activation.Newest, activation.Now(_now));
        if (decision.Writes && (activation.Newest.Exists || decision.Next is not null))
        {
            activation.Newest = new RecordImage<PartitionState>(decision.Next, activation.Newest.VersionAfter(decision.Tokens));
            activation.Dirty = true;
        }

        if (from is { } caller) activation.Replies.Add(new Answer(caller.Who, caller.Epoch, caller.Sent, decision.Reply));

        // As in the cell, a row that was made and removed again is no single write.
        if (activation.Dirty && activation.Committed.Exists != activation.Newest.Exists) Commit(activation);
        else if (!activation.Dirty) Answers(activation);
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

        if (activation.Newest.State is { } state) Record(state, activation.Newest.Version);
        else Removals++;
        _row = (activation.Newest.State is { } kept ? StateJson.Write(kept) : null, activation.Newest.Version);
        activation.Committed = activation.Newest;
        activation.Dirty = false;
        Answers(activation);
    }

    private void Answers(Activation activation)
    {
        _answered.AddRange(activation.Replies);
        activation.Replies.Clear();
    }

    private void Hear(int index)
    {
        var (who, epoch, sent, reply) = _answered[index];
        _answered.RemoveAt(index);
        if (epoch == _holders[who].Epoch) _holders[who].Hear(reply, sent + TtlMs, _now);
    }

    private void Record(PartitionState state, long version)
    {
        Assert.True(state.LastTerm <= version, "a term is above its version");
        for (var partition = 0; partition < state.Partitions.Length; partition++)
        {
            var slot = state.Partitions[partition];
            if (slot.Owner is null) continue;
            if (_terms.TryGetValue(slot.Term, out var known))
            {
                Assert.Equal(known, (partition, slot.Owner));
                continue;
            }

            Assert.True(_terms.Where(earlier => earlier.Value.Partition == partition).All(earlier => earlier.Key < slot.Term), "a term came after a higher one");
            _terms.Add(slot.Term, (partition, slot.Owner));
        }
    }

    private void Check()
    {
        var working = _holders.SelectMany(holder => holder.Working(_now).Select(owned => (owned.Partition, owned.Term, holder.Name))).ToList();
        Worked += working.Count;
        foreach (var (partition, term, name) in working) Assert.Equal((partition, name), _terms[term]);
        Assert.True(working.Select(one => one.Partition).Distinct().Count() == working.Count, $"two owners: {string.Join(", ", working)}");
    }

    private sealed record Answer(int Who, int Epoch, long Sent, PartitionReply Reply);

    private sealed class Activation(double rate)
    {
        private long _readAt;

        internal bool Alive { get; private set; }

        internal bool Dirty { get; set; }

        internal RecordImage<PartitionState> Committed { get; set; }

        internal RecordImage<PartitionState> Newest { get; set; }

        internal List<Answer> Replies { get; } = [];

        internal Moment Now(long now)
        {
            var elapsed = TimeSpan.FromMilliseconds((now - _readAt) * rate);
            return new Moment(elapsed, LeaderBench.Start.AddMilliseconds(_readAt) + elapsed);
        }

        internal void Load((string? State, long Version) row, long now)
        {
            Die();
            _readAt = now;
            Committed = new RecordImage<PartitionState>(row.State is null ? null : StateJson.Read<PartitionState>(row.State), row.Version);
            Newest = Committed;
            Alive = true;
        }

        internal void Die()
        {
            Alive = false;
            Dirty = false;
            Replies.Clear();
        }
    }
}
