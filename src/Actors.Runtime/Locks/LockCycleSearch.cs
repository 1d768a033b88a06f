using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>
/// Looks once for a circle of waits through one request, by asking lock after lock who is in whose way. What it finds has been
/// true piece by piece, not necessarily at one moment: so it is confirmed by a second look, see LockDeadlocks.
/// </summary>
/// <param name="trace">Asks a lock.</param>
/// <param name="waitsOf">Asks a scope.</param>
internal sealed class LockCycleSearch(Func<string, Task<LockTrace>> trace, Func<string, Task<ImmutableArray<LockWait>>> waitsOf)
{
    /// <summary>How many locks one search asks; a search that needs more finds nothing.</summary>
    private const int TracesMax = 256;

    private readonly Dictionary<string, LockTrace> _traces = [];
    private readonly HashSet<string> _seen = [];
    private readonly List<LockCycleStep> _path = [];
    private string _start = "";

    /// <summary>The circle, or null if there is none through this request.</summary>
    internal async Task<LockCycle?> FindAsync(LockWait wait)
    {
        if (await WaiterAsync(wait) is not { Scope: { } scope } || await OnlyWaitAsync(scope) != wait) return null;
        _start = scope;
        return await FollowAsync(wait) ? new LockCycle([.. _path]) : null;
    }

    /// <summary>Whether every step of a circle is there still.</summary>
    internal async Task<bool> ConfirmAsync(LockCycle cycle)
    {
        foreach (var step in cycle.Steps)
        {
            var wait = new LockWait(step.Lock, step.Waiter.LeaseId);
            if (await OnlyWaitAsync(step.Waiter.Scope!) != wait || await WaiterAsync(wait) is not { } waiter) return false;
            if (!Blockers(await TraceAsync(step.Lock), waiter).Any(blocker => step.IsSame(new LockCycleStep(step.Lock, waiter, blocker)))) return false;
        }

        return true;
    }

    /// <summary>
    /// Who is in the way of a waiter: the holders whose grants do not go with what it wants, and those who wait before it and do
    /// not either. Of a semaphore nobody in particular is: whichever permit is given back first will do.
    /// </summary>
    internal static IEnumerable<LockTraceEntry> Blockers(LockTrace trace, LockTraceEntry waiter) => trace.Permits > 1
        ? []
        : trace.Holders.Where(holder => holder.LeaseId != waiter.LeaseId)
            .Concat(trace.Waiters.TakeWhile(other => other.LeaseId != waiter.LeaseId))
            .Where(other => !LockModes.GoesWith(waiter.Mode, other.Mode));

    private async Task<bool> FollowAsync(LockWait wait)
    {
        if (await WaiterAsync(wait) is not { } waiter) return false;
        foreach (var blocker in Blockers(await TraceAsync(wait.Lock), waiter))
        {
            if (blocker.Scope is not { } scope) continue;
            _path.Add(new LockCycleStep(wait.Lock, waiter, blocker));
            if (scope == _start) return true;
            if (_seen.Add(scope) && await OnlyWaitAsync(scope) is { } next && await FollowAsync(next)) return true;
            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    /// <summary>
    /// The one request with which a scope waits. A scope that waits in several places at once is not stuck while one of them may
    /// still go on, so nothing is concluded from it.
    /// </summary>
    private async Task<LockWait?> OnlyWaitAsync(string scope)
    {
        LockWait? only = null;
        foreach (var wait in await waitsOf(scope))
        {
            if ((await WaiterAsync(wait))?.Scope != scope) continue;
            if (only is not null) return null;
            only = wait;
        }

        return only;
    }

    private async Task<LockTraceEntry?> WaiterAsync(LockWait wait)
        => (await TraceAsync(wait.Lock)).Waiters.FirstOrDefault(waiter => waiter.LeaseId == wait.RequestId);

    private async Task<LockTrace> TraceAsync(string name)
    {
        if (_traces.TryGetValue(name, out var known)) return known;
        var found = _traces.Count < TracesMax ? await trace(name) : new LockTrace { Holders = [], Waiters = [] };
        _traces.Add(name, found);
        return found;
    }
}
