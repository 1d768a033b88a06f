using System.Collections.Immutable;

namespace Actors.Leaders.Partitions;

/// <summary>A partition group at one moment: the whole plan.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.GroupDescription")]
public sealed record GroupDescription
{
    /// <summary>The group's name.</summary>
    [Id(0)]
    public required string Group { get; init; }

    /// <summary>
    /// Changes whenever members or owners do, and by nothing else: not by heartbeats. 0 if there is no record of the group.
    /// </summary>
    [Id(1)]
    public required long Generation { get; init; }

    /// <summary>Whether members have come or gone and the partitions have yet to be spread anew.</summary>
    [Id(2)]
    public bool Rebalancing { get; init; }

    /// <summary>The members, by name.</summary>
    [Id(3)]
    public ImmutableArray<MemberDescription> Members { get; init; } = [];

    /// <summary>The partitions, by number.</summary>
    [Id(4)]
    public ImmutableArray<PartitionDescription> Partitions { get; init; } = [];
}
