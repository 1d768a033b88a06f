namespace Actors.Sagas;

/// <summary>What came of a start.</summary>
/// <param name="Handle">The saga.</param>
/// <param name="Saga">It as it stood when the start was durable.</param>
/// <param name="Created">Whether this call started it; false if it was there already, with the same input.</param>
public sealed record SagaStart(SagaHandle Handle, SagaDescription Saga, bool Created);
