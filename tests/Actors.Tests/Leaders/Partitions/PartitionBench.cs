using System.Collections.Immutable;
using Actors.Leaders.Partitions;
using Actors.Records;

namespace Actors.Tests.Leaders.Partitions;

/// <summary>A partition group in the hands of one activation, without a grain: the machine, a version and a clock.</summary>
internal sealed class PartitionBench
{
    internal RecordImage<PartitionState> Image { get; private set; }

    internal PartitionOptions Options { get; } = new();

    internal TimeSpan Elapsed { get; private set; }

    internal Moment Now => new(Elapsed, LeaderBench.Start + Elapsed);

    internal List<string> Events { get; } = [];

    internal PartitionReply Heartbeat(
        string member, int? partitions = 8, int? capacity = null, int ttlSeconds = 15, long? membership = null, params ImmutableArray<PartitionTerm> released)
        => Run(PartitionMachine.Heartbeat(
            Image,
            new MemberHeartbeat
            {
                Member = member,
                Ttl = TimeSpan.FromSeconds(ttlSeconds),
                Partitions = partitions,
                Capacity = capacity,
                Membership = membership,
                Released = released.IsDefault ? [] : released,
            },
            Now,
            Options));

    internal PartitionReply.Joined Join(string member, int? capacity = null, params ImmutableArray<PartitionTerm> released)
        => Assert.IsType<PartitionReply.Joined>(Heartbeat(member, capacity: capacity, released: released));

    internal PartitionReply Leave(string member, long? membership = null)
        => Run(PartitionMachine.Leave(Image, new LeaveGroup { Member = member, Membership = membership }, Now, Options));

    internal bool Settle() => Run(PartitionMachine.Settle(Image, Now, Options));

    internal bool Wake() => Run(PartitionMachine.Wake(Image, Now, Options));

    internal void Pass(double seconds) => Elapsed += TimeSpan.FromSeconds(seconds);

    /// <summary>Another activation reads the row: its clock begins.</summary>
    internal void FailOver()
    {
        var state = Image.State is { } kept ? StateJson.Read<PartitionState>(StateJson.Write(kept)) : null;
        Image = new RecordImage<PartitionState>(state, Image.Version);
        Elapsed = TimeSpan.Zero;
    }

    internal PartitionSlot[] Slots => [.. Image.State!.Partitions];

    internal int Count(string member) => Slots.Count(slot => slot.Owner == member);

    internal PartitionBench Settled(params string[] members)
    {
        foreach (var member in members) Join(member);
        Pass(3);
        Settle();
        return this;
    }

    private TReply Run<TReply>(Decision<PartitionState, TReply> decision)
    {
        if (!decision.Writes) return decision.Reply;
        Image = new RecordImage<PartitionState>(decision.Next, Image.VersionAfter(decision.Tokens));
        if (decision.Next is { } next) Assert.True(next.LastTerm <= Image.Version);
        Events.AddRange(decision.Events.Select(happened => happened.Type));
        return decision.Reply;
    }
}
