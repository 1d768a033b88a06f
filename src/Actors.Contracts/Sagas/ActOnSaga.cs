namespace Actors.Sagas;

/// <summary>What an operator tells a saga.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.ActOnSaga")]
public sealed record ActOnSaga
{
    /// <summary>The longest reason, in characters.</summary>
    public const int ReasonLengthMax = 500;

    /// <summary>What to do.</summary>
    [Id(0)]
    public required SagaVerb Verb { get; init; }

    /// <summary>Names this request over all its attempts, 1 to 200 characters: a repeat of the saga's last action changes nothing.</summary>
    [Id(1)]
    public required string RequestId { get; init; }

    /// <summary>Why; kept in the saga's history.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>The version that the saga must have; null is any.</summary>
    [Id(3)]
    public long? IfVersion { get; init; }
}
