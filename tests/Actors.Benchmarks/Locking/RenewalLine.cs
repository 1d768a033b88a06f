using System.Diagnostics;
using Actors.Locks;

namespace Actors.Benchmarks.Locking;

/// <summary>Many locks held by many clients at rest: what keeping them costs, over what the same processes cost without them.</summary>
internal static class RenewalLine
{
    private const int Clients = 100;
    private const int LocksEach = 1000;
    private const int AtOnce = 64;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    internal static async Task<RenewalResult> RunAsync(OurSide side, CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, cancellationToken);
        var idle = await MeasureAsync(side, cancellationToken);
        ActorsClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => side.AnotherClient())];
        var holds = new LockHandle[Clients * LocksEach];
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0, holds.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, cancel) => holds[i] = await clients[i % Clients].Locks.AcquireAsync($"kept-{i}", cancellationToken: cancel));
        var acquired = Stopwatch.GetElapsedTime(started);
        await Task.Delay(Settling, cancellationToken);
        var held = await MeasureAsync(side, cancellationToken);
        var lost = holds.Count(hold => hold.Lost.IsCancellationRequested);
        if (lost > 0) throw new InvalidOperationException($"{lost} of {holds.Length} locks were lost.");
        return new RenewalResult(
            Clients, holds.Length, acquired, [.. held.Zip(idle, (with, without) => (with.Name, with.Seconds / Length.TotalSeconds, without.Seconds / Length.TotalSeconds))]);
    }

    private static async Task<IReadOnlyList<(string Name, double Seconds)>> MeasureAsync(OurSide side, CancellationToken cancellationToken)
    {
        var meter = ProcessorMeter.Start(side.Servers);
        await Task.Delay(Length, cancellationToken);
        return meter.Read();
    }
}
