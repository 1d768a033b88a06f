using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Leaders.Partitions;

/// <summary>Joins a partition group, or heartbeats: the two are one command. <see cref="PartitionRules"/> has the limits.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.MemberHeartbeat")]
public sealed record MemberHeartbeat
{
    /// <summary>Who: a name that no other process uses. 1 to 512 bytes of UTF-8 without controls and '/'.</summary>
    [Id(0)]
    public required string Member { get; init; }

    /// <summary>How long after its last heartbeat a member is one. 1 s to 24 h. Default: 15 s.</summary>
    [Id(1)]
    public TimeSpan Ttl { get; init; } = LeaseRules.TtlDefault;

    /// <summary>
    /// How many partitions the group has. The first member must tell it; others may, and are refused with
    /// <see cref="ErrorCode.PartitionsDiffer"/> if it is not what the group has.
    /// </summary>
    [Id(2)]
    public int? Partitions { get; init; }

    /// <summary>The member's share in proportion to the others', 1 to 1,000; null leaves it, and is 1 at first.</summary>
    [Id(3)]
    public int? Capacity { get; init; }

    /// <summary>For people; null leaves what was told before.</summary>
    [Id(4)]
    public ImmutableSortedDictionary<string, string>? Metadata { get; init; }

    /// <summary>
    /// What was revoked and the member has stopped working on, so that it may go to another. A term that is no longer the
    /// partition's, or is not being revoked, is passed over, so that a repeat is harmless.
    /// </summary>
    [Id(5)]
    public ImmutableArray<PartitionTerm> Released { get; init; } = [];

    /// <summary>
    /// Renews this membership or nothing: if it has ended, the answer is <see cref="ErrorCode.NotMember"/> and nobody joins.
    /// Null joins; who is a member already keeps its partitions and gets another membership, so that nothing late of the one before
    /// can end it.
    /// </summary>
    [Id(6)]
    public long? Membership { get; init; }
}
