using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>Where a saga is on its plan, and where it goes from there.</summary>
public static class SagaPath
{
    private static readonly SagaAction.Rest Rest = new();

    /// <summary>The first step from <paramref name="from"/> on that calls something; the number of steps if there is none.</summary>
    public static int NextCall(SagaPlan plan, int from)
    {
        while (from < plan.Steps.Length && plan.Steps[from].Do is null) from++;
        return from;
    }

    public static SagaStatus Moving(SagaDirection direction) => direction == SagaDirection.Forward ? SagaStatus.Running : SagaStatus.Compensating;

    /// <summary>What to do with a saga of which nothing is under way in this activation.</summary>
    public static SagaAction Next(SagaState? state, SagaPlan plan) => state?.Status switch
    {
        SagaStatus.Running => new SagaAction.Call(new SagaAttempt(state.Cursor, Undo: false, state.Attempts + 1, state.InDoubt)),
        SagaStatus.Compensating => new SagaAction.Call(
            new SagaAttempt(IndexOf(plan, state.Undo[state.Undone]), Undo: true, state.Attempts + 1, state.InDoubt)),
        _ => Rest,
    };

    /// <summary>What to do after a pause: the attempt, unless the saga has turned meanwhile.</summary>
    public static SagaAction Resume(SagaState? state, SagaPlan plan, SagaAttempt attempt)
        => IsAt(state, plan, attempt) ? new SagaAction.Call(attempt) : Next(state, plan);

    /// <summary>Whether the saga is where the attempt was made: otherwise its outcome no longer counts.</summary>
    public static bool IsAt(SagaState? state, SagaPlan plan, SagaAttempt attempt) => state?.Status switch
    {
        SagaStatus.Running => !attempt.Undo && attempt.Step == state.Cursor,
        SagaStatus.Compensating => attempt.Undo && plan.Steps[attempt.Step].Name == state.Undo[state.Undone],
        _ => false,
    };

    /// <summary>What is to be undone, last first: what was done, and the step at the cursor if it may have been.</summary>
    public static ImmutableArray<string> UndoList(SagaState state, SagaPlan plan, bool cursorMayHaveRun)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (var i = cursorMayHaveRun ? state.Cursor : state.Cursor - 1; i >= 0; i--)
        {
            if (i < plan.Steps.Length && plan.Steps[i].Undo is not null) names.Add(plan.Steps[i].Name);
        }

        return names.ToImmutable();
    }

    private static int IndexOf(SagaPlan plan, string step)
    {
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            if (plan.Steps[i].Name == step) return i;
        }

        throw new InvalidOperationException($"The plan has no step '{step}'.");
    }
}
