using Actors.Locks;

namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>A request for a lock. The wait is whole seconds, as HTTP has it.</summary>
public sealed record LockAsk(
    string Name,
    string Owner,
    string RequestId,
    double TtlSeconds = 30,
    int WaitSeconds = 0,
    LockMode Mode = LockMode.Exclusive,
    int? Permits = null);
