namespace Actors.Locks;

/// <summary>Asks whether a fencing token is that of the present holder.</summary>
/// <param name="FencingToken">The token.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.CheckLock")]
public sealed record CheckLock([property: Id(0)] long FencingToken);
