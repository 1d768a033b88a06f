using System.Globalization;
using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Locking;

/// <summary>All callers want one lock. Counted are hand-offs: a caller that takes it again from itself has handed nothing over.</summary>
internal sealed class ContestLoad : ILockLoad
{
    private readonly Contest _contest = new();
    private readonly ContestCaller[] _callers;

    private ContestLoad(int count) => _callers = new ContestCaller[count];

    public string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"{_contest.Overtaken:N0} of {_callers.Sum(caller => caller.Grants):N0} waits overtaken, by {_contest.OvertakenBy.TotalMilliseconds:0.0} ms at most; grants per caller {_callers.Min(caller => caller.Grants):N0} to {_callers.Max(caller => caller.Grants):N0}");

    internal static async Task<ContestLoad> BeginAsync(LockSide side, int count, string name)
    {
        var load = new ContestLoad(count);
        for (var i = 0; i < count; i++) load._callers[i] = new ContestCaller(load._contest, await side.BeginAsync(), name, i);
        return load;
    }

    public async Task<LockTally> RunAsync(TimeSpan length)
    {
        _contest.Begin(length);
        var phase = await Phase.RunAsync(_callers, length);
        return new LockTally(
            _contest.HandOffs / length.TotalSeconds, phase.Latencies.Count, [.. _callers.SelectMany(caller => caller.TakeWaits())]);
    }
}
