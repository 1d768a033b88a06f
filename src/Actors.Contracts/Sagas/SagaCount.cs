namespace Actors.Sagas;

/// <summary>How many sagas match.</summary>
/// <param name="Count">How many.</param>
/// <param name="Refusal">Why they could not be counted.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaCount")]
public sealed record SagaCount([property: Id(0)] long Count, [property: Id(1)] Refusal? Refusal = null);
