using System.Collections.Immutable;
using System.Globalization;

namespace Actors.Locks;

/// <summary>A circle of owner scopes, each of which waits for the next.</summary>
internal sealed record LockCycle(ImmutableArray<LockCycleStep> Steps)
{
    /// <summary>Who gives way: the lowest priority, among equals the youngest wait. The same for whoever finds the circle.</summary>
    internal LockCycleStep Victim => Steps
        .OrderBy(step => step.Waiter.Priority)
        .ThenByDescending(step => step.Waiter.Since)
        .ThenBy(step => step.Waiter.LeaseId, StringComparer.Ordinal)
        .First();

    /// <summary>What the victim is told.</summary>
    internal Refusal ToRefusal()
    {
        var circle = string.Join("; ", Steps.Select(step => string.Create(
            CultureInfo.InvariantCulture,
            $"'{step.Waiter.Scope}' ({step.Waiter.Owner}) waits for lock '{step.Lock}' behind '{step.Blocker.Scope}' ({step.Blocker.Owner})")));
        return new Refusal(
                ErrorCode.Deadlock,
                $"The wait would never end: {circle}. This request gives way. Release what its scope holds and begin anew; take locks in one order everywhere.")
            .With("cycle", circle)
            .With("victim", Victim.Waiter.Scope!);
    }
}
