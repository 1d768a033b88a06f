namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>An entity as it is described; the state is JSON.</summary>
public sealed record EntitySeen(long Version, string State);
