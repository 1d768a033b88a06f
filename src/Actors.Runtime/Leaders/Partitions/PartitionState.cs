using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Leaders.Partitions;

/// <summary>What is stored of a partition group: the whole plan.</summary>
public sealed record PartitionState
{
    /// <summary>The highest number given to a membership or an ownership. They only rise, also over removal of the record.</summary>
    public required long LastTerm { get; init; }

    /// <summary>The record's version at the last change that observers can see. Heartbeats leave it as it is.</summary>
    public required long Revision { get; init; }

    /// <summary>When that was, by the database's clock.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The members, by id.</summary>
    public ImmutableArray<PartitionMember> Members { get; init; } = [];

    /// <summary>The partitions, by number.</summary>
    public ImmutableArray<PartitionSlot> Partitions { get; init; } = [];

    /// <summary>Whether members came or went since the partitions were spread.</summary>
    public bool Unbalanced { get; init; }

    /// <summary>Since when, by the activation's monotonic time. Not stored: after a load the delay begins anew.</summary>
    [JsonIgnore]
    public TimeSpan UnbalancedAt { get; init; }
}
