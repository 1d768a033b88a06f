using System.Collections.Immutable;

namespace Actors.Entities;

/// <summary>An entity as it was stored.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Entities.EntityDescription")]
public sealed record EntityDescription
{
    /// <summary>What type of entity it is.</summary>
    [Id(0)]
    public required string Type { get; init; }

    /// <summary>Which one.</summary>
    [Id(1)]
    public required string Id { get; init; }

    /// <summary>Rises with every change, also over deletion.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>The state as JSON text.</summary>
    [Id(3)]
    public required string State { get; init; }

    /// <summary>Words that it can be found by.</summary>
    [Id(4)]
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>When it changed last, by the database's clock.</summary>
    [Id(5)]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it will be removed unless that moves, by the database's clock; null is never.</summary>
    [Id(6)]
    public required DateTimeOffset? ExpiresAt { get; init; }
}
