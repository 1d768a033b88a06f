using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>
/// A page of roles, as they are stored. Waiting candidates are not stored, so they are only in the description of one role.
/// </summary>
/// <param name="Items">The roles, possibly none.</param>
/// <param name="NextCursor">Where the next page begins; null if this is the last.</param>
/// <param name="Refusal">Why there is no page; else null.</param>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.RolePage")]
public sealed record RolePage(
    [property: Id(0)] ImmutableArray<LeaderDescription> Items,
    [property: Id(1)] string? NextCursor,
    [property: Id(2)] Refusal? Refusal = null);
