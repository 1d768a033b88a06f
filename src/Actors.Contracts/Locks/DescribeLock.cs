namespace Actors.Locks;

/// <summary>Asks for a lock's description.</summary>
/// <param name="Waiters">Whether to list who waits.</param>
/// <param name="History">Whether to list the grants that have ended.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.DescribeLock")]
public sealed record DescribeLock([property: Id(0)] bool Waiters = false, [property: Id(1)] bool History = false);
