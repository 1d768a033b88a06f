using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>One page of locks.</summary>
/// <param name="Items">The locks, in the byte order of their names; there may be fewer than asked for although more follow.</param>
/// <param name="NextCursor">Goes on after this page; null if nothing follows.</param>
public sealed record LockList(ImmutableArray<LockDescription> Items, string? NextCursor);
