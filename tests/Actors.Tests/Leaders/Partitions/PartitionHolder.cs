using Actors.Leaders.Partitions;

namespace Actors.Tests.Leaders.Partitions;

/// <summary>A member that keeps the holder's rule: it works until its deadline, and stops before it acknowledges.</summary>
internal sealed class PartitionHolder(string name)
{
    private readonly HashSet<PartitionTerm> _working = [];
    private readonly HashSet<PartitionTerm> _stopped = [];
    private long _deadline = -1;
    private long _generation = -1;

    internal string Name { get; } = name;

    internal int Epoch { get; private set; }

    internal long? Membership { get; private set; }

    internal IEnumerable<PartitionTerm> Working(long now) => now < _deadline ? _working : [];

    internal MemberHeartbeat Heartbeat(long now)
    {
        if (now >= _deadline) Crash();
        return new MemberHeartbeat
        {
            Member = Name,
            Ttl = TimeSpan.FromMilliseconds(PartitionWorld.TtlMs),
            Partitions = PartitionWorld.Partitions,
            Membership = Membership,
            Released = [.. _stopped],
        };
    }

    internal void Hear(PartitionReply reply, long deadline, long now)
    {
        if (Membership is not null && now >= _deadline) Crash();
        else if (reply is PartitionReply.Refused { Refusal.Code: ErrorCode.NotMember }) Crash();
        if (reply is not PartitionReply.Joined joined || now >= deadline || joined.Generation < _generation) return;
        if (Membership is { } current && current != joined.Membership) return;
        (Membership, _generation, _deadline) = (joined.Membership, joined.Generation, Math.Max(_deadline, deadline));
        _working.RemoveWhere(owned => !joined.Assigned.Contains(owned));
        _stopped.RemoveWhere(owned => !joined.Revoking.Contains(owned));
        _stopped.UnionWith(joined.Revoking);
        _working.UnionWith(joined.Assigned.Where(owned => !_stopped.Contains(owned)));
    }

    /// <summary>Crashes, leaves or gives up: answers to what it sent before find nobody.</summary>
    internal void Crash()
    {
        Epoch++;
        Membership = null;
        (_deadline, _generation) = (-1, -1);
        _working.Clear();
        _stopped.Clear();
    }
}
