using System.Collections.Immutable;

namespace Actors.Entities;

/// <summary>A page of entities.</summary>
/// <param name="Items">The entities.</param>
/// <param name="NextCursor">Where the next page begins; null if there is none.</param>
/// <param name="Refusal">Why there is no page; else null.</param>
[GenerateSerializer, Immutable, Alias("Actors.Entities.EntityPage")]
public sealed record EntityPage(
    [property: Id(0)] ImmutableArray<EntityDescription> Items,
    [property: Id(1)] string? NextCursor,
    [property: Id(2)] Refusal? Refusal = null);
