using System.Diagnostics;

namespace Actors.Tests.Support.Histories;

/// <summary>
/// Searches for an order of a register's operations that explains every answer and puts none before another that had been answered
/// when it began: the algorithm of Wing and Gong with Lowe's memory of the states that lead nowhere ("Testing for linearizability",
/// 2017). An operation of which nobody knows whether it took effect may have, at any time since, or not at all.
/// </summary>
internal sealed class RegisterSearch
{
    private readonly List<Operation> _operations;
    private readonly HashSet<(string Done, State State)> _seen = [];
    private readonly TimeSpan _limit;

    private RegisterSearch(List<Operation> operations, TimeSpan limit)
    {
        _operations = operations;
        _limit = limit;
    }

    private readonly record struct State(long Version, long? Value);

    /// <param name="history">The events of one register.</param>
    /// <param name="limit">How long to search.</param>
    /// <returns>Whether there is such an order; null if the time did not suffice to say.</returns>
    internal static bool? IsLinearizable(IEnumerable<HistoryEvent> history, TimeSpan limit)
        => new RegisterSearch(Operation.Of(history), limit).Search();

    private bool? Search()
    {
        var started = Stopwatch.StartNew();
        var open = new Stack<(bool[] Done, State State)>();
        open.Push((new bool[_operations.Count], default));
        while (open.TryPop(out var at))
        {
            if (started.Elapsed > _limit) return null;

            // What had been answered before another began comes before it: so next is one that began before the first answer to come.
            var firstAnswer = long.MaxValue;
            for (var i = 0; i < _operations.Count; i++)
            {
                if (!at.Done[i]) firstAnswer = Math.Min(firstAnswer, _operations[i].Answered);
            }

            if (firstAnswer == long.MaxValue) return true;
            for (var i = _operations.Count - 1; i >= 0; i--)
            {
                if (at.Done[i] || _operations[i].Began > firstAnswer || Apply(at.State, _operations[i]) is not { } next) continue;
                var done = (bool[])at.Done.Clone();
                done[i] = true;
                if (_seen.Add((new string([.. done.Select(one => one ? '1' : '0')]), next))) open.Push((done, next));
            }
        }

        return false;
    }

    /// <summary>The state after the operation; null if its answer does not fit the state before it.</summary>
    private static State? Apply(State state, Operation operation)
    {
        var told = operation.Last;
        if (told.Action == HistoryActions.Read) return told.Version == state.Version && (state.Version == 0 || told.Value == state.Value) ? state : null;
        var expected = told.Expected is null || told.Expected == state.Version;
        if (told.Kind == HistoryKind.Fail) return expected ? null : state;
        return expected && (told.Version ?? state.Version + 1) == state.Version + 1 ? new State(state.Version + 1, told.Value) : null;
    }

    private sealed record Operation(long Began, long Answered, HistoryEvent Last)
    {
        internal static List<Operation> Of(IEnumerable<HistoryEvent> history) =>
        [
            .. history.GroupBy(item => (item.Process, item.Operation))
                .Select(group => (Began: group.Min(item => item.At), Last: group.MaxBy(item => item.At)!))

                // An unknown read tells nothing; neither does one that was refused.
                .Where(one => one.Last.Action == HistoryActions.Set || one.Last.Kind == HistoryKind.Ok)
                .Select(one => new Operation(one.Began, one.Last.Kind is HistoryKind.Ok or HistoryKind.Fail ? one.Last.At : long.MaxValue, one.Last))
                .OrderBy(one => one.Began),
        ];
    }
}
