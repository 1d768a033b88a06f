using Actors.Records;
using Actors.Storage;

namespace Actors.Sagas;

/// <summary>
/// What becomes of a saga by the outcome of a call. An outcome that comes when the saga is no longer where the call was made is
/// dropped: whatever it was, the frozen undo list counts the step as one that may have run.
/// </summary>
public static class SagaStepMachine
{
    /// <summary>Pauses from here on are stored, so that they outlive the process.</summary>
    public static readonly TimeSpan StoredPauseMin = TimeSpan.FromSeconds(5);

    /// <summary>Each so many attempts are stored, however short their pauses.</summary>
    public const int StoredAttempts = 5;

    /// <summary>The call was carried out: its result and the next cursor are one write.</summary>
    public static Decision<SagaState, SagaTurn> Done(
        RecordImage<SagaState> image, SagaPlan plan, SagaAttempt attempt, string reply, Moment now)
    {
        if (!SagaPath.IsAt(image.State, plan, attempt)) return Drop(image, plan);
        var state = image.State! with { Attempts = 0, InDoubt = false, TakeOvers = 0, Trouble = null, RetryAt = null, UpdatedAt = now.Utc };
        return attempt.Undo ? Undone(image, state, plan, attempt, now) : Advanced(image, state, plan, attempt, reply, now);
    }

    /// <summary>The call brought no result: it is tried again, or the saga turns back, or it is stuck.</summary>
    /// <param name="image">The record.</param>
    /// <param name="plan">The saga's plan.</param>
    /// <param name="attempt">Which attempt it was.</param>
    /// <param name="failure">What happened to it.</param>
    /// <param name="jitter">At random from 0 to 1: how much of the pause's second half is left out.</param>
    /// <param name="now">Now.</param>
    public static Decision<SagaState, SagaTurn> Failed(
        RecordImage<SagaState> image, SagaPlan plan, SagaAttempt attempt, SagaFailure failure, double jitter, Moment now)
    {
        if (!SagaPath.IsAt(image.State, plan, attempt)) return Drop(image, plan);
        var step = plan.Steps[attempt.Step];
        var error = new SagaError(step.Name, failure.Code, failure.Detail);
        var mayHaveRun = attempt.InDoubt || failure.MayHaveRun;
        var retry = attempt.Undo ? step.UndoRetry : step.Retry;
        if (failure.Retryable && attempt.Number < retry.Attempts)
        {
            return Again(image, attempt with { InDoubt = mayHaveRun }, error, PauseOf(retry, attempt.Number, jitter), now);
        }

        var outcome = failure.MayHaveRun ? "in-doubt" : "rejected";
        var state = image.State!.Note(now, attempt.Undo ? "undo" : "do", outcome, step.Name, attempt.Number, failure.Code, failure.Detail) with
        {
            Attempts = attempt.Number,
            InDoubt = mayHaveRun,
        };
        return TurnsBack(step.Class, attempt, failure)
            ? SagaTurns.Compensate(image, state, plan, error, mayHaveRun, DueChange.Keep, now)
            : SagaTurns.Stuck(image, state, error, now);
    }

    /// <summary>
    /// Whether a failed step is compensated. A pivot is only when it is certain that it was not carried out: it said no, or no
    /// attempt of it ever reached its target. A step after the pivot, and an undo, never are.
    /// </summary>
    private static bool TurnsBack(SagaStepClass stepClass, SagaAttempt attempt, SagaFailure failure) => !attempt.Undo && stepClass switch
    {
        SagaStepClass.Compensatable => true,
        SagaStepClass.Pivot => !failure.MayHaveRun && (!failure.Retryable || !attempt.InDoubt),
        _ => false,
    };

    private static Decision<SagaState, SagaTurn> Advanced(
        RecordImage<SagaState> image, SagaState state, SagaPlan plan, SagaAttempt attempt, string reply, Moment now)
    {
        var cursor = SagaPath.NextCall(plan, attempt.Step + 1);
        var step = plan.Steps[attempt.Step].Name;
        var next = state.Note(now, "do", "done", step, attempt.Number) with
        {
            Results = state.Results.Add(new SagaResult(step, new JsonText(reply))),
            Cursor = cursor,
            Step = cursor < plan.Steps.Length ? plan.Steps[cursor].Name : null,
        };
        return cursor < plan.Steps.Length
            ? SagaTurns.Write(image, next, SagaPath.Next(next, plan), DueChange.Keep)
            : SagaTurns.Write(image, next with { Status = SagaStatus.Completed }, SagaTurns.Rest, DueChange.Never, "saga-completed");
    }

    private static Decision<SagaState, SagaTurn> Undone(
        RecordImage<SagaState> image, SagaState state, SagaPlan plan, SagaAttempt attempt, Moment now)
    {
        var undone = state.Undone + 1;
        var next = state.Note(now, "undo", "done", plan.Steps[attempt.Step].Name, attempt.Number) with
        {
            Undone = undone,
            Step = undone < state.Undo.Length ? state.Undo[undone] : null,
        };
        return undone < state.Undo.Length
            ? SagaTurns.Write(image, next, SagaPath.Next(next, plan), DueChange.Keep)
            : SagaTurns.Write(image, next with { Status = SagaStatus.Compensated }, SagaTurns.Rest, DueChange.Never, "saga-compensated");
    }

    private static Decision<SagaState, SagaTurn> Again(
        RecordImage<SagaState> image, SagaAttempt attempt, SagaError error, TimeSpan pause, Moment now)
    {
        var action = new SagaAction.Pause(pause, attempt with { Number = attempt.Number + 1 });
        var outlives = pause >= StoredPauseMin;
        if (!outlives && attempt.Number % StoredAttempts != 0) return SagaTurns.Keep(image, action);
        var next = image.State!.Note(
            now, attempt.Undo ? "undo" : "do", attempt.InDoubt ? "in-doubt" : "failed", error.Step, attempt.Number, error.Code, error.Detail) with
        {
            Attempts = attempt.Number,
            InDoubt = attempt.InDoubt,
            Trouble = error,
            RetryAt = outlives ? now.Utc + pause : null,
        };
        return SagaTurns.Write(image, next, action, outlives ? DueChange.In(pause) : DueChange.Keep);
    }

    private static TimeSpan PauseOf(SagaRetry retry, int attempt, double jitter)
    {
        var full = Math.Min(retry.Max.TotalMilliseconds, retry.First.TotalMilliseconds * Math.Pow(retry.Factor, attempt - 1));
        return TimeSpan.FromMilliseconds(full * (1 - (jitter / 2)));
    }

    private static Decision<SagaState, SagaTurn> Drop(RecordImage<SagaState> image, SagaPlan plan)
        => SagaTurns.Keep(image, SagaPath.Next(image.State, plan));
}
