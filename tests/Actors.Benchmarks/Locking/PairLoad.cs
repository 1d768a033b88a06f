using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Locking;

/// <summary>Each caller has locks of its own. Counted are pairs of acquire and release.</summary>
internal sealed class PairLoad(IReadOnlyList<PairCaller> callers) : ILockLoad
{
    public string Note => "";

    internal IReadOnlyList<PairCaller> Callers => callers;

    internal static async Task<PairLoad> BeginAsync(LockSide side, int count, string prefix)
    {
        var callers = new PairCaller[count];
        for (var i = 0; i < count; i++) callers[i] = new PairCaller(await side.BeginAsync(), $"{prefix}{i}");
        return new PairLoad(callers);
    }

    public async Task<LockTally> RunAsync(TimeSpan length)
    {
        var phase = await Phase.RunAsync(callers, length);
        return new LockTally(phase.Rate, phase.Latencies.Count, [.. callers.SelectMany(caller => caller.TakeAcquires())]);
    }
}
