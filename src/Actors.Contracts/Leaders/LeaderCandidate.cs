using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>Someone who waits to lead.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderCandidate")]
public sealed record LeaderCandidate
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Its priority.</summary>
    [Id(1)]
    public required int Priority { get; init; }

    /// <summary>Since when, by the database's clock, as far as the current activation knows.</summary>
    [Id(2)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>What it tells of itself.</summary>
    [Id(3)]
    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    /// <summary>What preferred labels are compared with.</summary>
    [Id(4)]
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
