namespace Actors.Locks;

/// <summary>A request that waits for a lock.</summary>
/// <param name="Lock">The lock's name.</param>
/// <param name="RequestId">The request.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockWait")]
public sealed record LockWait([property: Id(0)] string Lock, [property: Id(1)] string RequestId);
