using Actors.Leases;
using Actors.Records;

namespace Actors.Leaders.Partitions;

/// <summary>Shows a partition group to callers.</summary>
internal static class PartitionDescriptions
{
    /// <summary>A group as its grain knows it.</summary>
    internal static GroupDescription Of(string group, PartitionState? state, Moment now)
        => Of(group, state, lease => LeaseMachine.ExpiresAt(lease, now));

    /// <summary>A group as it is stored: when its members were last heard of is not.</summary>
    internal static GroupDescription Of(string group, PartitionState state) => Of(group, state, static _ => null);

    private static GroupDescription Of(string group, PartitionState? state, Func<Lease, DateTimeOffset?> expiresAt) => new()
    {
        Group = group,
        Generation = state?.Revision ?? 0,
        Rebalancing = state?.Unbalanced ?? false,
        Members = [.. (state?.Members ?? []).Select(member => Member(member, expiresAt(member.Lease)))],
        Partitions = [.. (state?.Partitions ?? []).Select((slot, partition) => new PartitionDescription(partition, Status(slot), slot.Owner, slot.Term))],
    };

    private static MemberDescription Member(PartitionMember member, DateTimeOffset? expiresAt) => new()
    {
        Id = member.Lease.Owner,
        Membership = member.Lease.Token,
        Capacity = member.Capacity,
        Since = member.Lease.AcquiredAt,
        ExpiresAt = expiresAt,
        Metadata = member.Lease.Metadata,
    };

    private static PartitionStatus Status(PartitionSlot slot)
        => slot.Owner is null ? PartitionStatus.Free : slot.Revoking ? PartitionStatus.Revoking : PartitionStatus.Owned;
}
