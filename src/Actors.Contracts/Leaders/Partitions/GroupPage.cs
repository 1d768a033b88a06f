using System.Collections.Immutable;

namespace Actors.Leaders.Partitions;

/// <summary>A page of partition groups, as they are stored.</summary>
/// <param name="Items">The groups, possibly none.</param>
/// <param name="NextCursor">Where the next page begins; null if this is the last.</param>
/// <param name="Refusal">Why there is no page; else null.</param>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.GroupPage")]
public sealed record GroupPage(
    [property: Id(0)] ImmutableArray<GroupDescription> Items,
    [property: Id(1)] string? NextCursor,
    [property: Id(2)] Refusal? Refusal = null);
