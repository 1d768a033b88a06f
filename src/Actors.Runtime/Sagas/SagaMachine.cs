using System.Collections.Immutable;
using Actors.Records;
using Actors.Storage;

namespace Actors.Sagas;

/// <summary>A saga's life: how it starts, who drives it, and what an operator can tell it. See README.md beside this file.</summary>
public static class SagaMachine
{
    /// <summary>Starts the saga, or finds that it was started before.</summary>
    /// <param name="image">The record.</param>
    /// <param name="plan">The plan that a new saga keeps to.</param>
    /// <param name="input">The input in its normal form.</param>
    /// <param name="inputHash">Its hash, by the plan that the saga keeps to if there is one already.</param>
    /// <param name="tags">Words to find it by.</param>
    /// <param name="terms">Durations.</param>
    /// <param name="now">Now.</param>
    /// <param name="trace">The trace context of the request, if it is traced.</param>
    public static Decision<SagaState, SagaTurn> Start(
        RecordImage<SagaState> image,
        SagaPlan plan,
        string input,
        string inputHash,
        ImmutableArray<string> tags,
        SagaTerms terms,
        Moment now,
        string? trace = null)
    {
        if (image.State is { } existing)
        {
            return existing.InputHash == inputHash
                ? SagaTurns.Keep(image, SagaTurns.Rest)
                : SagaTurns.Refuse(image, new Refusal(
                    ErrorCode.SagaInputDiffers, "A saga of this id was started with other input. Use another id, or the same input."));
        }

        var first = SagaPath.NextCall(plan, 0);
        var state = new SagaState
        {
            Definition = plan.Definition,
            DefinitionVersion = plan.Version,
            PlanHash = plan.Hash,
            Input = new JsonText(input),
            InputHash = inputHash,
            Status = SagaStatus.Running,
            Direction = SagaDirection.Forward,
            Cursor = first,
            Step = plan.Steps[first].Name,
            StartedAt = now.Utc,
            UpdatedAt = now.Utc,
            Trace = trace,
            Tags = tags,
        };
        return SagaTurns.Write(
            image, state.Note(now, "start", "accepted"), SagaPath.Next(state, plan), DueChange.In(terms.Lease), "saga-started", created: true);
    }

    /// <summary>A sweeper found the saga due although it is being driven: its due time only was early.</summary>
    public static Decision<SagaState, SagaTurn> Renew(RecordImage<SagaState> image, SagaTerms terms) => image.State is { } state && IsMoving(state)
        ? SagaTurns.Write(image, state, SagaTurns.Rest, DueChange.In(terms.Lease))
        : SagaTurns.Keep(image, SagaTurns.Rest);

    /// <summary>
    /// An activation that does not drive the saga begins to. Whether the one before it is alive does not matter: this write fences
    /// it, and the call under way is repeated under its key.
    /// </summary>
    public static Decision<SagaState, SagaTurn> TakeOver(RecordImage<SagaState> image, SagaPlan plan, SagaTerms terms, Moment now)
    {
        if (image.State is not { } state || !(IsMoving(state) || state.Status == SagaStatus.Waiting)) return SagaTurns.Keep(image, SagaTurns.Rest);
        var planned = state.RetryAt is not null || state.Status == SagaStatus.Waiting;
        var next = state with
        {
            Status = SagaPath.Moving(state.Direction),
            TakeOvers = planned ? state.TakeOvers : state.TakeOvers + 1,
            InDoubt = true,
            RetryAt = null,
            Trouble = state.Status == SagaStatus.Waiting ? null : state.Trouble,
        };
        if (next.TakeOvers >= terms.TakeOversMax)
        {
            return SagaTurns.Stuck(image, next, new SagaError(
                next.Step, SagaErrorCodes.Poison, $"The saga was taken over {next.TakeOvers} times without progress. Find out what ends the process, then retry."), now);
        }

        if (!planned) next = next.Note(now, "take-over", "accepted", next.Step);
        return SagaTurns.Write(image, next, SagaPath.Next(next, plan), DueChange.In(terms.Lease));
    }

    /// <summary>The driver stops as planned: whoever comes next need not wait for the lease.</summary>
    public static Decision<SagaState, SagaTurn> HandOver(RecordImage<SagaState> image, Moment now) => image.State is { } state && IsMoving(state)
        ? SagaTurns.Write(image, state with { RetryAt = state.RetryAt ?? now.Utc, InDoubt = true }, SagaTurns.Rest, DueChange.In(TimeSpan.Zero))
        : SagaTurns.Keep(image, SagaTurns.Rest);

    /// <summary>This build cannot drive the saga. Its steps stay as they are, and another build may come.</summary>
    public static Decision<SagaState, SagaTurn> Wait(RecordImage<SagaState> image, string code, string detail, SagaTerms terms)
    {
        if (image.State is not { } state || !(IsMoving(state) || state.Status == SagaStatus.Waiting)) return SagaTurns.Keep(image, SagaTurns.Rest);
        var waiting = state with { Status = SagaStatus.Waiting, Trouble = new SagaError(state.Step, code, detail) };
        return SagaTurns.Write(image, waiting, SagaTurns.Rest, DueChange.In(terms.WaitPeriod), state.Status == SagaStatus.Waiting ? null : "saga-waiting");
    }

    /// <summary>The saga cannot be driven on as it is, for a reason that another attempt does not change.</summary>
    public static Decision<SagaState, SagaTurn> Park(RecordImage<SagaState> image, string code, string detail, Moment now)
        => image.State is { } state && IsMoving(state)
            ? SagaTurns.Stuck(image, state with { InDoubt = true }, new SagaError(state.Step, code, detail), now)
            : SagaTurns.Keep(image, SagaTurns.Rest);

    /// <summary>Cancels, retries or terminates.</summary>
    /// <param name="image">The record.</param>
    /// <param name="plan">The saga's plan; null if this build does not have it.</param>
    /// <param name="request">What the operator said.</param>
    /// <param name="terms">Durations.</param>
    /// <param name="now">Now.</param>
    public static Decision<SagaState, SagaTurn> Act(
        RecordImage<SagaState> image, SagaPlan? plan, ActOnSaga request, SagaTerms terms, Moment now)
    {
        if (image.State is not { } state) return SagaTurns.Refuse(image, SagaTurns.NotFound());
        if (state.LastAction == request.RequestId) return SagaTurns.Keep(image, SagaTurns.Rest);
        if (request.IfVersion is { } version && version != image.Version)
        {
            return SagaTurns.Refuse(image, new Refusal(
                ErrorCode.PreconditionFailed, $"The saga has version {image.Version}, not {version}. Read it again, then decide anew.").With("version", $"{image.Version}"));
        }

        var acted = state with { LastAction = request.RequestId, UpdatedAt = now.Utc };
        return request.Verb switch
        {
            SagaVerb.Cancel => Cancel(image, acted, plan, request.Reason, terms, now),
            SagaVerb.Retry => Retry(image, acted, plan, request.Reason, terms, now),
            SagaVerb.Terminate => Terminate(image, acted, request.Reason, now),
            _ => SagaTurns.Refuse(image, new Refusal(ErrorCode.InvalidRequest, "The action is not one: it is cancel, retry or terminate.")),
        };
    }

    private static Decision<SagaState, SagaTurn> Cancel(
        RecordImage<SagaState> image, SagaState state, SagaPlan? plan, string? reason, SagaTerms terms, Moment now)
    {
        if (state.Status == SagaStatus.Compensated && state.Cause?.Code == SagaErrorCodes.Cancelled) return SagaTurns.Keep(image, SagaTurns.Rest);
        if (state.IsFinal())
        {
            return SagaTurns.Refuse(image, new Refusal(
                ErrorCode.SagaNotCancellable, $"The saga has ended ({SagaTurns.Word(state.Status)}) and cannot be cancelled."));
        }

        if (state.Direction == SagaDirection.Backward) return SagaTurns.Keep(image, SagaTurns.Rest);
        if (plan is null) return SagaTurns.Refuse(image, SagaTurns.NoPlan(state));
        if (state.Cursor >= plan.Pivot)
        {
            return SagaTurns.Refuse(image, new Refusal(
                ErrorCode.SagaNotCancellable,
                $"The saga is at its step '{state.Step}'. From its pivot '{plan.Steps[plan.Pivot].Name}' on it only goes forward; it can be terminated, but nothing is undone then."));
        }

        var cause = new SagaError(state.Step, SagaErrorCodes.Cancelled, reason ?? "The saga was cancelled.");
        return SagaTurns.Compensate(
            image, state.Note(now, "cancel", "accepted", state.Step, detail: reason), plan, cause, cursorMayHaveRun: true, DueChange.In(terms.Lease), now);
    }

    private static Decision<SagaState, SagaTurn> Retry(
        RecordImage<SagaState> image, SagaState state, SagaPlan? plan, string? reason, SagaTerms terms, Moment now)
    {
        if (state.Status != SagaStatus.Stuck) return SagaTurns.Refuse(image, SagaTurns.Conflict(state, "Only a stuck saga can be retried."));
        if (plan is null) return SagaTurns.Refuse(image, SagaTurns.NoPlan(state));
        var next = state with
        {
            Status = SagaPath.Moving(state.Direction),
            Attempts = 0,
            TakeOvers = 0,
            Trouble = null,
            RetryAt = null,
        };
        return SagaTurns.Write(
            image, next.Note(now, "retry", "accepted", state.Step, detail: reason), SagaPath.Next(next, plan), DueChange.In(terms.Lease), "saga-retried");
    }

    private static Decision<SagaState, SagaTurn> Terminate(RecordImage<SagaState> image, SagaState state, string? reason, Moment now)
    {
        if (state.IsFinal()) return SagaTurns.Refuse(image, SagaTurns.Conflict(state, "Only a saga that has not ended can be terminated."));
        var next = state with
        {
            Status = SagaStatus.Terminated,
            Step = null,
            RetryAt = null,
            Trouble = new SagaError(state.Step, SagaErrorCodes.Terminated, reason ?? "The saga was terminated by an operator."),
        };
        return SagaTurns.Write(
            image, next.Note(now, "terminate", "accepted", state.Step, detail: reason), SagaTurns.Rest, DueChange.Never, "saga-terminated");
    }

    private static bool IsMoving(SagaState state) => state.Status is SagaStatus.Running or SagaStatus.Compensating;
}
