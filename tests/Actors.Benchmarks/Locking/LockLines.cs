using Actors.Benchmarks.Reports;

namespace Actors.Benchmarks.Locking;

/// <summary>The lines about locks, one table each.</summary>
internal static class LockLines
{
    private const int Crowd = 64;
    private const int Few = 16;

    internal static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var (work, length) = (options.Locks, options.Length);
        await using var bench = await LockBench.StartAsync(options.Peers && work != LockWork.Renewals, cancellationToken);
        if (work.HasFlag(LockWork.Pairs))
        {
            Console.WriteLine(LockTables.Of($"pairs/s, {Crowd} callers, distinct keys", "acquire", await bench.RunPairsAsync(Crowd, length, cancellationToken)));
            Console.WriteLine(LockTables.Of($"pairs/s, {Few} callers, distinct keys", "acquire", await bench.RunPairsAsync(Few, length, cancellationToken)));
        }

        if (work.HasFlag(LockWork.HandOffs))
        {
            Console.WriteLine(LockTables.Of($"hand-offs/s, {Few} callers, one key", "wait", await bench.RunHandOffsAsync(Few, length, cancellationToken)));
        }

        if (work.HasFlag(LockWork.Renewals)) Console.WriteLine(LockTables.Of(await RenewalLine.RunAsync(bench.Ours, cancellationToken)));
    }
}
