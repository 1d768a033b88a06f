namespace Actors.Locks;

/// <summary>
/// Changes how many may hold a semaphore, also while it is held. Fewer than hold it now takes nothing away: it grants no more
/// until enough have gone.
/// </summary>
/// <param name="Permits">1 to 2,147,483,647.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.SetLockPermits")]
public sealed record SetLockPermits([property: Id(0)] int Permits);
