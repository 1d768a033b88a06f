using Actors.Leases;

namespace Actors.Leaders.Partitions;

/// <summary>What a partition group may be, in one place for the doors and the grain.</summary>
public static class PartitionRules
{
    /// <summary>Most partitions of a group: the whole plan is one record.</summary>
    public const int PartitionsMax = 1024;

    /// <summary>The highest capacity of a member; the lowest is 1.</summary>
    public const int CapacityMax = 1000;

    /// <summary>Returns the refusal of a group's name, or null if it can be one.</summary>
    public static Refusal? RefuseGroup(string? group) => Names.Refuse("group name", group);

    /// <summary>Returns the refusal of a member's id, or null if it can be one.</summary>
    public static Refusal? RefuseMember(string? member) => Names.Refuse("member id", member);

    /// <summary>Returns the refusal of a heartbeat, or null if it can be carried out as far as it shows by itself.</summary>
    public static Refusal? Refuse(MemberHeartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        if (RefuseMember(heartbeat.Member) is { } refusal) return refusal;
        if (LeaseRules.RefuseTtl(heartbeat.Ttl) is { } ttl) return ttl;
        if (heartbeat.Partitions is < 1 or > PartitionsMax)
        {
            return Invalid($"'partitions' is {heartbeat.Partitions}; it takes 1 to {PartitionsMax}.");
        }

        if (heartbeat.Capacity is < 1 or > CapacityMax) return Invalid($"'capacity' is {heartbeat.Capacity}; it takes 1 to {CapacityMax}.");
        if (heartbeat.Metadata is { } metadata && LeaseRules.RefuseMetadata(metadata) is { } wrong) return wrong;
        return heartbeat.Released.IsDefault || heartbeat.Released.Length > PartitionsMax
            ? Invalid($"'released' takes at most {PartitionsMax} partitions.")
            : null;
    }

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}
