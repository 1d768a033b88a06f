namespace Actors.Entities;

/// <summary>How many entities there are.</summary>
/// <param name="Count">The number.</param>
/// <param name="Refusal">Why there is none; else null.</param>
[GenerateSerializer, Immutable, Alias("Actors.Entities.EntityCount")]
public sealed record EntityCount([property: Id(0)] long Count, [property: Id(1)] Refusal? Refusal = null);
