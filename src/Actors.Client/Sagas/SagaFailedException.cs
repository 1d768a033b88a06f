namespace Actors.Sagas;

/// <summary>A saga ended without being completed: it was compensated or terminated. <see cref="Saga"/> says how and why.</summary>
public sealed class SagaFailedException(SagaDescription saga) : Exception(Explain(saga))
{
    /// <summary>The saga at its end.</summary>
    public SagaDescription Saga { get; } = saga;

    private static string Explain(SagaDescription saga)
    {
        ArgumentNullException.ThrowIfNull(saga);
        var ended = saga.Status == SagaStatus.Compensated ? "was compensated" : "was terminated";
        return $"The saga '{saga.Definition}/{saga.Id}' {ended} ({saga.Error?.Code}): {saga.Error?.Detail}";
    }
}
