using System.Collections.Immutable;

namespace Actors.Leaders.Partitions;

/// <summary>What HTTP callers send and get. Not the wire's records: two contracts, two lives.</summary>
internal static class PartitionBodies
{
    internal static JoinedBody Of(PartitionReply.Joined joined) => new(
        joined.Membership, joined.Generation, joined.ExpiresAt, [.. joined.Assigned.Select(Of)], [.. joined.Revoking.Select(Of)]);

    internal static GroupBody Of(GroupDescription group) => new(
        group.Group,
        group.Generation,
        group.Rebalancing,
        [.. group.Members.Select(member => new MemberBody(member.Id, member.Membership, member.Capacity, member.Since, member.ExpiresAt, member.Metadata))],
        [.. group.Partitions.Select(one => new PartitionBody(one.Partition, one.Status, one.Owner, one.Term))]);

    private static TermBody Of(PartitionTerm term) => new(term.Partition, term.Term);

    internal sealed record HeartbeatBody
    {
        public double? TtlSeconds { get; init; }

        public int? Partitions { get; init; }

        public int? Capacity { get; init; }

        public ImmutableDictionary<string, string?>? Metadata { get; init; }

        public IReadOnlyList<TermBody>? Released { get; init; }

        public long? Membership { get; init; }
    }

    internal sealed record TermBody(int Partition, long Term);

    internal sealed record JoinedBody(
        long Membership, long Generation, DateTimeOffset ExpiresAt, IReadOnlyList<TermBody> Assigned, IReadOnlyList<TermBody> Revoking);

    internal sealed record MemberBody(
        string Id, long Membership, int Capacity, DateTimeOffset Since, DateTimeOffset? ExpiresAt, IReadOnlyDictionary<string, string> Metadata);

    internal sealed record PartitionBody(int Partition, PartitionStatus Status, string? Owner, long Term);

    internal sealed record GroupBody(
        string Group, long Generation, bool Rebalancing, IReadOnlyList<MemberBody> Members, IReadOnlyList<PartitionBody> Partitions);
}
