namespace Actors.Locks;

/// <summary>
/// Gives a grant back, or gives up waiting for it. Repeatable; never touches another's grant.
/// </summary>
/// <param name="LeaseId">The grant, which is the id of the request that asked for it.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.ReleaseLock")]
public sealed record ReleaseLock([property: Id(0)] string LeaseId);
