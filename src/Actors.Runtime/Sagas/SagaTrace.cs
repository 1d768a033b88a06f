using System.Diagnostics;

namespace Actors.Sagas;

/// <summary>
/// Spans of steps in the trace of the request that started their saga. That request is over by then, and another activation may
/// take the step hours later: the context comes from the saga's state.
/// </summary>
internal static class SagaTrace
{
    private static readonly ActivitySource Source = new(SagaInstruments.MeterName);

    /// <summary>What a saga that starts now keeps of the request's trace; null when nobody traces it.</summary>
    internal static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>One attempt of a step; null when the start was not traced, or nobody listens here.</summary>
    internal static Activity? StartStep(string id, SagaState state, string step, SagaAttempt attempt)
    {
        if (state.Trace is null || !Source.HasListeners() || !ActivityContext.TryParse(state.Trace, null, isRemote: true, out var start)) return null;

        // What set the driver off may be another request: an operator's retry, or a sweeper's call.
        var cause = Activity.Current is { Recorded: true } current && current.TraceId != start.TraceId ? current : null;
        var activity = Source.StartActivity(
            $"{(attempt.Undo ? "undo" : "step")} {state.Definition}/{step}",
            ActivityKind.Internal,
            start,
            links: cause is null ? null : [new ActivityLink(cause.Context)]);
        return activity?
            .SetTag("actors.saga.definition", state.Definition)
            .SetTag("actors.saga.id", id)
            .SetTag("actors.saga.step", step)
            .SetTag("actors.saga.undo", attempt.Undo)
            .SetTag("actors.saga.attempt", attempt.Number);
    }

    internal static void Answered(Activity? step, SagaFailure? failure)
    {
        if (step is null || failure is not { } why) return;
        step.SetTag("error.type", why.Code).SetStatus(ActivityStatusCode.Error, why.Detail);
    }
}
