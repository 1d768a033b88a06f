using System.Collections.Immutable;

namespace Actors.Records;

/// <summary>One page of a listing, as a pillar describes its records.</summary>
/// <param name="Items">The descriptions; there may be fewer than asked for although more follow.</param>
/// <param name="NextCursor">Where the next page begins; null if nothing follows.</param>
/// <param name="Refusal">Why there is no page; else null.</param>
internal sealed record RecordPage<T>(ImmutableArray<T> Items, string? NextCursor, Refusal? Refusal = null);
