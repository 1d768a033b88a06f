using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>What a plan must keep to. All faults are found at once.</summary>
internal static class SagaPlanRules
{
    internal const int StepsMax = 200;

    private static readonly TimeSpan TimeoutMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan DurationMax = TimeSpan.FromHours(1);

    internal static ImmutableArray<string> Explain(SagaPlan plan)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (Names.RefuseType("saga's name", plan.Definition) is { } name) faults.Add(name.Detail);
        if (plan.Version < 1) faults.Add($"The version is {plan.Version}; versions begin at 1.");
        if (!plan.Steps.Any(step => step.Class != SagaStepClass.Compensation)) faults.Add("There is no step that does anything. Add at least one.");
        if (plan.Steps.Length > StepsMax) faults.Add($"There are {plan.Steps.Length} steps; at most {StepsMax} are possible.");
        if (plan.Steps.Count(step => step.Class == SagaStepClass.Pivot) > 1) faults.Add("There is more than one pivot; at most one is possible.");
        foreach (var repeated in plan.Steps.GroupBy(step => step.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            faults.Add($"The step name '{repeated.Key}' is used {repeated.Count()} times; every step needs its own.");
        }

        for (var i = 0; i < plan.Steps.Length; i++) Explain(plan.Steps[i], i > plan.Pivot, faults);
        return faults.ToImmutable();
    }

    private static void Explain(SagaPlanStep step, bool afterPivot, ImmutableArray<string>.Builder faults)
    {
        var name = $"The step '{step.Name}'";
        if (Names.RefuseType("step's name", step.Name) is { } wrong) faults.Add($"{name}: {wrong.Detail}");
        if (step.Class == SagaStepClass.Retriable && !afterPivot) faults.Add($"{name} is retriable but not after a pivot. Make it compensatable, or put it after the pivot.");
        if (step.Class is SagaStepClass.Compensatable or SagaStepClass.Compensation && afterPivot)
        {
            faults.Add($"{name} is after the pivot, where nothing is undone any more. Make it retriable, or put it before the pivot.");
        }

        if (step.Class != SagaStepClass.Compensation && step.Do is null) faults.Add($"{name} does nothing. Say what with Do.");
        if (step.Class is SagaStepClass.Compensatable or SagaStepClass.Compensation)
        {
            if (step.Undo is null) faults.Add($"{name} has no undo. Say how it is undone.");
        }
        else if (step.Undo is not null)
        {
            faults.Add($"{name} has an undo, but a {(step.Class == SagaStepClass.Pivot ? "pivot" : "retriable step")} is never undone. Remove it.");
        }

        if (step.Timeout < TimeoutMin || step.Timeout > DurationMax) faults.Add($"{name} has the timeout {step.Timeout}; 10 ms to 1 h are possible.");
        Explain(name, step.Retry, faults);
        Explain($"{name}, its undo,", step.UndoRetry, faults);
    }

    private static void Explain(string name, SagaRetry retry, ImmutableArray<string>.Builder faults)
    {
        if (retry.Attempts is < 1 or > 10_000) faults.Add($"{name} is tried {retry.Attempts} times; 1 to 10,000 are possible.");
        if (retry.First < PauseMin || retry.First > DurationMax) faults.Add($"{name} has the first pause {retry.First}; 1 ms to 1 h are possible.");
        if (retry.Max < retry.First || retry.Max > DurationMax) faults.Add($"{name} has the longest pause {retry.Max}; from the first pause to 1 h is possible.");
        if (!(retry.Factor is >= 1 and <= 10)) faults.Add($"{name} has the factor {retry.Factor}; 1 to 10 are possible.");
    }
}
