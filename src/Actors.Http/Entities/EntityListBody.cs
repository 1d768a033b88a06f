namespace Actors.Entities;

/// <summary>A page of entities over HTTP.</summary>
internal sealed record EntityListBody(IReadOnlyList<EntityBody> Items, string? NextCursor);
