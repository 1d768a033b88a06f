using System.Globalization;
using Actors.Benchmarks.Load;
using Actors.Benchmarks.Locking;
using Actors.Tests.Support;

namespace Actors.Benchmarks.Clusters;

/// <summary>
/// Three silos under as much load as the machine carries, for long: none may take another for dead because it is slow. One that is
/// given up ends its process.
/// </summary>
internal static class SteadyLoad
{
    private const int Silos = 3;
    private const int CallersOfEach = 128;

    internal static async Task RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await using var redis = await RedisServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.RedisMissing);
        await using var postgres = await PostgresServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.PostgresMissing);
        await using var side = await ClusterSide.StartAsync(Silos, redis, postgres, cancellationToken);
        List<CounterCaller> load =
        [
            .. Enumerable.Range(0, CallersOfEach).Select(number => CounterCaller.OverOrleans(side.Client, number)),
            .. Enumerable.Range(CallersOfEach, CallersOfEach).Select(number => CounterCaller.OverHttp(side.Front, number)),
        ];
        var processors = ProcessorMeter.Start([.. side.Processes, ("PostgreSQL", postgres), ("Redis", redis)]);
        var phase = await Phase.RunAsync(load, length);
        var cores = processors.Read().Sum(one => one.Seconds) / length.TotalSeconds;
        var latencies = phase.Latencies.Order().ToList();
        var ended = side.Processes.Count(one => one.Process.HasEnded);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{length.TotalMinutes:0.#} minutes, {load.Count} callers: {phase.Rate:N0} additions/s, p50 {latencies[latencies.Count / 2].TotalMilliseconds:0.0} ms, "
            + $"p99 {latencies[latencies.Count * 99 / 100].TotalMilliseconds:0.0} ms, longest {latencies[^1].TotalMilliseconds:0} ms; {cores:0.00} cores busy; "
            + $"{ended} of {side.Processes.Count} processes ended"));
        if (ended > 0) throw new InvalidOperationException("A silo was given up, or a process ended otherwise.");
        var (stored, acknowledged) = (await side.SumAsync(cancellationToken), load.Sum(one => one.Acknowledged));
        if (stored != acknowledged) throw new InvalidOperationException($"The counters hold {stored}; {acknowledged} additions were acknowledged.");
    }
}
