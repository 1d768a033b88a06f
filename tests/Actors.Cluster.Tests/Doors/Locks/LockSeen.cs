namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>A lock as it is described: its holder, or null if it is free.</summary>
public sealed record LockSeen(string? Owner, long LastToken, int Waiting);
