using System.Collections.Immutable;

namespace Actors.Leaders.Partitions;

/// <summary>A member of a partition group at one moment.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.MemberDescription")]
public sealed record MemberDescription
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Names this membership.</summary>
    [Id(1)]
    public required long Membership { get; init; }

    /// <summary>Its share in proportion to the others'.</summary>
    [Id(2)]
    public required int Capacity { get; init; }

    /// <summary>Since when, by the database's clock.</summary>
    [Id(3)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its lease ends if it heartbeats no more, by the database's clock; for people. Null in listings.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it tells of itself.</summary>
    [Id(5)]
    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }
}
