using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Sagas;

/// <summary>The JSON of sagas over HTTP.</summary>
internal static class SagaBodies
{
    internal static Saga Of(SagaDescription saga) => new(
        saga.Definition,
        saga.Id,
        saga.Status,
        saga.Step,
        saga.Direction,
        saga.Version,
        Json(saga.Input),
        saga.Result is { } result ? Json(result) : null,
        saga.Error is { } error ? new Error(error.Step, error.Code, error.Detail) : null,
        saga.StartedAt,
        saga.UpdatedAt);

    internal static History Of(IEnumerable<SagaHistoryEntry> history) => new(
        [.. history.Select(entry => new Entry(entry.At, entry.Step, entry.Op, entry.Outcome, entry.Attempt, entry.Code, entry.Detail))]);

    internal static Plan Of(SagaPlan plan) => new(plan.Definition, plan.Version, plan.Hash, [.. plan.Steps.Select(Of)]);

    private static Step Of(SagaPlanStep step) => new(
        step.Name,
        step.Class,
        step.Do,
        step.Undo,
        step.Timeout.TotalSeconds,
        step.Do is null ? null : Of(step.Retry),
        step.Undo is null ? null : Of(step.UndoRetry));

    private static Retry Of(SagaRetry retry)
        => new(retry.Attempts, retry.First.TotalSeconds, retry.Factor, retry.Max.TotalSeconds, [.. retry.Codes]);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text, ActorsJson.Options);

    internal sealed record Start(JsonElement Input, string[]? Tags = null);

    internal sealed record Act(string? Reason = null);

    internal sealed record Saga(
        string Definition,
        string Id,
        SagaStatus Status,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Step,
        SagaDirection Direction,
        long Version,
        JsonElement Input,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Result,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Error? Error,
        DateTimeOffset StartedAt,
        DateTimeOffset UpdatedAt);

    internal sealed record Error(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Step, string Code, string Detail);

    internal sealed record History(IReadOnlyList<Entry> Items);

    internal sealed record Entry(
        DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Step,
        string Op,
        string Outcome,
        int Attempt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail);

    internal sealed record Plan(string Definition, int Version, string Hash, IReadOnlyList<Step> Steps);

    internal sealed record Step(
        string Name,
        SagaStepClass Class,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Do,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Undo,
        double TimeoutSeconds,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Retry? Retry,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Retry? UndoRetry);

    internal sealed record Retry(int Attempts, double FirstSeconds, double Factor, double MaxSeconds, IReadOnlyList<string> Codes);

    internal sealed record Count([property: JsonPropertyName("count")] long Value);
}
