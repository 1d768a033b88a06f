namespace Actors.Sagas;

/// <summary>One thing that happened to a saga.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaHistoryEntry")]
public sealed record SagaHistoryEntry
{
    /// <summary>When, by the database's clock.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>"do", "undo", "start", "take-over", "cancel", "retry" or "terminate".</summary>
    [Id(1)]
    public required string Op { get; init; }

    /// <summary>"done", "rejected", "in-doubt", "failed", "stuck" or "accepted".</summary>
    [Id(2)]
    public required string Outcome { get; init; }

    /// <summary>The step, if it is about one.</summary>
    [Id(3)]
    public string? Step { get; init; }

    /// <summary>Which attempt of the step or undo it was; 0 if it is about none.</summary>
    [Id(4)]
    public int Attempt { get; init; }

    /// <summary>The error's code, if there was one.</summary>
    [Id(5)]
    public string? Code { get; init; }

    /// <summary>A sentence for people, such as the error's or an operator's reason.</summary>
    [Id(6)]
    public string? Detail { get; init; }
}
