namespace Actors.Sagas;

/// <summary>An attempt that brought no result.</summary>
/// <param name="Code">What happened; see <see cref="SagaError"/>.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="MayHaveRun">Whether the command may have been carried out all the same.</param>
/// <param name="Retryable">Whether another attempt can have another outcome.</param>
public readonly record struct SagaFailure(string Code, string Detail, bool MayHaveRun, bool Retryable);
