namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>A grant.</summary>
public sealed record LockGranted(string LeaseId, long Token);
