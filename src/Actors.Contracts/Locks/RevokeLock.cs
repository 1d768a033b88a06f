namespace Actors.Locks;

/// <summary>
/// Asks a holder to give its grant back. If it does not within the grace, its renewals are refused from then on, and the lock is
/// free when the grant has run out: mutual exclusion holds throughout, unlike with <see cref="BreakLock"/>. Repeatable.
/// </summary>
/// <param name="FencingToken">The token of the grant.</param>
/// <param name="Reason">Why, for the holder and the history: 1 to 512 characters.</param>
/// <param name="Grace">How long the holder may take: 0 to 24 h.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.RevokeLock")]
public sealed record RevokeLock(
    [property: Id(0)] long FencingToken, [property: Id(1)] string Reason, [property: Id(2)] TimeSpan Grace);
