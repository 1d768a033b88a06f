using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>What is stored of a saga.</summary>
public sealed record SagaState
{
    public required string Definition { get; init; }

    /// <summary>The version of the definition that this saga keeps to.</summary>
    public required int DefinitionVersion { get; init; }

    /// <summary>The shape of that version's steps.</summary>
    public required string PlanHash { get; init; }

    public required JsonText Input { get; init; }

    public required string InputHash { get; init; }

    public required SagaStatus Status { get; init; }

    public required SagaDirection Direction { get; init; }

    /// <summary>The step that may have run: all before it have. At the number of steps when all have.</summary>
    public required int Cursor { get; init; }

    /// <summary>The step that is being done or undone; null at the end.</summary>
    public string? Step { get; init; }

    /// <summary>The replies of the steps done, in their order.</summary>
    public ImmutableArray<SagaResult> Results { get; init; } = [];

    /// <summary>What is undone, in the order of undoing. Frozen when the compensation starts.</summary>
    public ImmutableArray<string> Undo { get; init; } = [];

    /// <summary>How many of <see cref="Undo"/> are undone.</summary>
    public int Undone { get; init; }

    /// <summary>Attempts of the current call, as far as they were stored.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether an attempt of the current call may have been carried out, or may still be under way.</summary>
    public bool InDoubt { get; init; }

    /// <summary>Why the saga compensates. Frozen when the compensation starts, as undo commands may be made of it.</summary>
    public SagaError? Cause { get; init; }

    /// <summary>Why it does not go on as it should: the error that it is stuck or waits with, or of the last attempt.</summary>
    public SagaError? Trouble { get; init; }

    /// <summary>Take-overs since the last progress.</summary>
    public int TakeOvers { get; init; }

    /// <summary>When the next attempt was planned; an activation that comes for it takes nothing over from a dead one.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The request id of the last action of an operator.</summary>
    public string? LastAction { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// The W3C trace context of the request that started the saga, if it was traced: its steps are told there, whoever takes them.
    /// </summary>
    public string? Trace { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public ImmutableArray<SagaHistoryEntry> History { get; init; } = [];

    internal bool IsFinal() => Status is SagaStatus.Completed or SagaStatus.Compensated or SagaStatus.Terminated;
}
