namespace Actors.Sagas;

/// <summary>One step of a plan.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaPlanStep")]
public sealed record SagaPlanStep
{
    /// <summary>Unique within the definition, in kebab case.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What the step means for the whole saga.</summary>
    [Id(1)]
    public required SagaStepClass Class { get; init; }

    /// <summary>The kind of record that the step's command goes to; null for a compensation.</summary>
    [Id(2)]
    public string? Do { get; init; }

    /// <summary>The kind of record that the undo's command goes to; null if there is no undo.</summary>
    [Id(3)]
    public string? Undo { get; init; }

    /// <summary>How long one attempt is awaited.</summary>
    [Id(4)]
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often the step is tried.</summary>
    [Id(5)]
    public required SagaRetry Retry { get; init; }

    /// <summary>How often the undo is tried.</summary>
    [Id(6)]
    public required SagaRetry UndoRetry { get; init; }
}
