using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>One page of locks, in the byte order of their names.</summary>
/// <param name="Items">The locks; there may be fewer than asked for although more follow.</param>
/// <param name="NextCursor">Where the next page begins; null if nothing follows.</param>
/// <param name="Refusal">Why there is no page; else null.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockPage")]
public sealed record LockPage(
    [property: Id(0)] ImmutableArray<LockDescription> Items,
    [property: Id(1)] string? NextCursor,
    [property: Id(2)] Refusal? Refusal = null);
