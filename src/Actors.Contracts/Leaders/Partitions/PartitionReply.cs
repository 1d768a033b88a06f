using System.Collections.Immutable;

namespace Actors.Leaders.Partitions;

/// <summary>
/// The answer to <see cref="MemberHeartbeat"/> (<see cref="Joined"/>) and to <see cref="LeaveGroup"/> (<see cref="Left"/>), or
/// <see cref="Refused"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.PartitionReply")]
public abstract record PartitionReply
{
    private PartitionReply()
    {
    }

    /// <summary>
    /// What is the member's, durably. It may trust this for a TTL counted from when it <em>sent</em> the heartbeat, on its own clock.
    /// What it had and is in neither list is not its any more.
    /// </summary>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.PartitionReply.Joined")]
    public sealed record Joined : PartitionReply
    {
        /// <summary>Names this membership; a member that was away too long gets another when it is back.</summary>
        [Id(0)]
        public required long Membership { get; init; }

        /// <summary>The group's generation, to observe from.</summary>
        [Id(1)]
        public required long Generation { get; init; }

        /// <summary>When the lease ends if the member heartbeats no more, by the database's clock; for people.</summary>
        [Id(2)]
        public required DateTimeOffset ExpiresAt { get; init; }

        /// <summary>What to work on.</summary>
        [Id(3)]
        public required ImmutableArray<PartitionTerm> Assigned { get; init; }

        /// <summary>What to stop working on, and then to acknowledge by <see cref="MemberHeartbeat.Released"/>.</summary>
        [Id(4)]
        public required ImmutableArray<PartitionTerm> Revoking { get; init; }
    }

    /// <summary>The member is none, and owns nothing.</summary>
    /// <param name="Ended">Whether this call ended its membership.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.PartitionReply.Left")]
    public sealed record Left([property: Id(0)] bool Ended) : PartitionReply;

    /// <summary>Refused; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.PartitionReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : PartitionReply;
}
