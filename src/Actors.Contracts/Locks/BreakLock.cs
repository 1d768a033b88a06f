namespace Actors.Locks;

/// <summary>
/// Takes a grant away from its holder, who may still believe in it until its TTL ends: a deed for operators.
/// </summary>
/// <param name="FencingToken">The token that the operator saw; another grant than this one is never broken.</param>
/// <param name="Reason">Why, for the history: 1 to 512 characters.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.BreakLock")]
public sealed record BreakLock([property: Id(0)] long FencingToken, [property: Id(1)] string Reason);
