using System.Text.Json;
using Actors.Records;
using Actors.Storage;

namespace Actors.Sagas;

/// <summary>The decisions that several commands come to.</summary>
internal static class SagaTurns
{
    internal const int HistoryMax = 200;

    internal static SagaAction Rest { get; } = new SagaAction.Rest();

    internal static Decision<SagaState, SagaTurn> Keep(RecordImage<SagaState> image, SagaAction action)
        => Decide.Keep<SagaState, SagaTurn>(new SagaTurn(image, action));

    internal static Decision<SagaState, SagaTurn> Refuse(RecordImage<SagaState> image, Refusal refusal)
        => Decide.Keep<SagaState, SagaTurn>(new SagaTurn(image, Rest) { Refusal = refusal });

    internal static Decision<SagaState, SagaTurn> Write(
        RecordImage<SagaState> image, SagaState next, SagaAction action, DueChange due, string? @event = null, bool created = false)
        => Decide.Write(
            next,
            new SagaTurn(new RecordImage<SagaState>(next, image.VersionAfter()), action) { Created = created },
            @event is null ? [] : [new RecordEvent(@event, new SagaChanged(Word(next.Status), next.Step, next.Trouble ?? next.Cause))],
            due);

    /// <summary>Freezes the undo list and turns back; a saga with nothing to undo is compensated at once.</summary>
    internal static Decision<SagaState, SagaTurn> Compensate(
        RecordImage<SagaState> image, SagaState state, SagaPlan plan, SagaError cause, bool cursorMayHaveRun, DueChange due, Moment now)
    {
        var undo = SagaPath.UndoList(state, plan, cursorMayHaveRun);
        var next = state with
        {
            Direction = SagaDirection.Backward,
            Status = undo.IsEmpty ? SagaStatus.Compensated : SagaStatus.Compensating,
            Step = undo.IsEmpty ? null : undo[0],
            Undo = undo,
            Undone = 0,
            Attempts = 0,
            InDoubt = false,
            Cause = cause,
            Trouble = null,
            TakeOvers = 0,
            RetryAt = null,
            UpdatedAt = now.Utc,
        };
        return undo.IsEmpty
            ? Write(image, next, Rest, DueChange.Never, "saga-compensated")
            : Write(image, next, SagaPath.Next(next, plan), due, "saga-compensating");
    }

    internal static Decision<SagaState, SagaTurn> Stuck(RecordImage<SagaState> image, SagaState state, SagaError error, Moment now)
    {
        var next = state.Note(now, state.Direction == SagaDirection.Forward ? "do" : "undo", "stuck", error.Step, state.Attempts, error.Code, error.Detail) with
        {
            Status = SagaStatus.Stuck,
            Trouble = error,
            RetryAt = null,
            UpdatedAt = now.Utc,
        };
        return Write(image, next, Rest, DueChange.Never, "saga-stuck");
    }

    internal static SagaState Note(
        this SagaState state, Moment now, string op, string outcome, string? step = null, int attempt = 0, string? code = null, string? detail = null)
    {
        var entry = new SagaHistoryEntry
        {
            At = now.Utc,
            Op = op,
            Outcome = outcome,
            Step = step,
            Attempt = attempt,
            Code = code,
            Detail = detail,
        };
        var history = state.History.Length < HistoryMax ? state.History : state.History.RemoveRange(0, state.History.Length - HistoryMax + 1);
        return state with { History = history.Add(entry) };
    }

    internal static Refusal NotFound() => new(ErrorCode.NotFound, "There is no saga of this definition and id. Start it with PUT.");

    internal static Refusal Conflict(SagaState state, string rule)
        => new Refusal(ErrorCode.SagaActionConflict, $"The saga is {Word(state.Status)}. {rule}").With("sagaStatus", Word(state.Status));

    internal static Refusal NoPlan(SagaState state) => new(
        ErrorCode.SagaActionConflict,
        $"This build does not have version {state.DefinitionVersion} of '{state.Definition}' as the saga was started with, so it cannot be moved; only terminated.");

    internal static string Word(SagaStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>The data of a saga's events.</summary>
    internal sealed record SagaChanged(string Status, string? Step, SagaError? Error);
}
