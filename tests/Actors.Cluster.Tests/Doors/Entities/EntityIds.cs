namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>A page of a list: the ids, and the cursor of the next page or null.</summary>
public sealed record EntityIds(IReadOnlyList<string> Items, string? Next);
