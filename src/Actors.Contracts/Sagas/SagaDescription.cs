using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>A saga as it stands.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaDescription")]
public sealed record SagaDescription
{
    /// <summary>The definition's name.</summary>
    [Id(0)]
    public required string Definition { get; init; }

    /// <summary>The saga's id, unique within its definition.</summary>
    [Id(1)]
    public required string Id { get; init; }

    /// <summary>How it stands.</summary>
    [Id(2)]
    public required SagaStatus Status { get; init; }

    /// <summary>The step that is being done or undone; null when the saga has ended.</summary>
    [Id(3)]
    public string? Step { get; init; }

    /// <summary>Which way it goes or went.</summary>
    [Id(4)]
    public required SagaDirection Direction { get; init; }

    /// <summary>The record's version; rises with every change.</summary>
    [Id(5)]
    public required long Version { get; init; }

    /// <summary>The version of the definition that the saga keeps to.</summary>
    [Id(6)]
    public required int DefinitionVersion { get; init; }

    /// <summary>What it was started with, as JSON text.</summary>
    [Id(7)]
    public required string Input { get; init; }

    /// <summary>The replies of all steps by their names, as JSON text; null unless completed.</summary>
    [Id(8)]
    public string? Result { get; init; }

    /// <summary>Why it compensates or was ended, or why it is stuck or waits; null if all is well.</summary>
    [Id(9)]
    public SagaError? Error { get; init; }

    /// <summary>When it was started, by the database's clock.</summary>
    [Id(10)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last made a step, by the database's clock.</summary>
    [Id(11)]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The tags that it was started with.</summary>
    [Id(12)]
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Whether it has ended and never changes again.</summary>
    public bool IsFinal => Status is SagaStatus.Completed or SagaStatus.Compensated or SagaStatus.Terminated;
}
