namespace Actors.Requests;

/// <summary>What every list answers.</summary>
/// <param name="Items">This page.</param>
/// <param name="NextCursor">For <c>?cursor=</c> of the next page; null if nothing follows.</param>
internal sealed record ListBody<T>(IReadOnlyList<T> Items, string? NextCursor = null);
