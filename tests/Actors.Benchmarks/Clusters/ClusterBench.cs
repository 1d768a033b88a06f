using System.Diagnostics;
using System.Globalization;
using Actors.Benchmarks.Load;
using Actors.Benchmarks.Locking;
using Actors.Benchmarks.Reports;
using Actors.Tests.Support;
using Npgsql;
using StackExchange.Redis;

namespace Actors.Benchmarks.Clusters;

/// <summary>
/// One silo and three silos on the same cores, each with a database of its own on one PostgreSQL, and one Redis. Both are up all the
/// time and are measured in turns, so that what else the machine does meets both.
/// </summary>
internal sealed class ClusterBench : IAsyncDisposable
{
    private const int Callers = 128;
    private const int Rounds = 7;
    private const int Activations = 50_000;

    // Until the just-in-time compilers of four silos on these cores are done, each with its third or whole of the calls.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly RedisServer _redis;
    private readonly PostgresServer _postgres;
    private readonly ConnectionMultiplexer _redisWatch;
    private readonly List<ClusterSide> _sides = [];
    private readonly Dictionary<ClusterSide, long> _acknowledged = [];

    private ClusterBench(RedisServer redis, PostgresServer postgres, ConnectionMultiplexer redisWatch)
        => (_redis, _postgres, _redisWatch) = (redis, postgres, redisWatch);

    internal static async Task RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var redis = await RedisServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.RedisMissing);
        var postgres = await PostgresServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.PostgresMissing);
        await using var bench = new ClusterBench(redis, postgres, await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true"));
        foreach (var silos in (int[])[1, 3]) bench._sides.Add(await ClusterSide.StartAsync(silos, redis, postgres, cancellationToken));
        var results = new List<ClusterResult>();
        results.AddRange(await bench.RunDoorAsync("Orleans", Callers, side => number => CounterCaller.OverOrleans(side.Client, number), length, cancellationToken));
        results.AddRange(await bench.RunDoorAsync("HTTP", Callers, side => number => CounterCaller.OverHttp(side.Front, number), length, cancellationToken));

        // Alone, each addition has a commit to itself: what a row costs that shares with nobody.
        results.AddRange(await bench.RunDoorAsync("Orleans, 1 caller", 1, side => number => CounterCaller.OverOrleans(side.Client, number), length, cancellationToken));
        foreach (var side in bench._sides)
        {
            var stored = await side.SumAsync(cancellationToken);
            if (stored != bench._acknowledged[side]) throw new InvalidOperationException($"The counters hold {stored}; {bench._acknowledged[side]} additions were acknowledged.");
        }

        Console.WriteLine(ClusterTables.Of(results));
        Console.WriteLine(ClusterTables.OfIdle(await bench.RunIdleAsync(cancellationToken)));
        Console.WriteLine(await bench.RunActivationsAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var side in _sides) await side.DisposeAsync();
        await _redisWatch.DisposeAsync();
        await _redis.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
    }

    private async Task<IReadOnlyList<ClusterResult>> RunDoorAsync(
        string door, int callers, Func<ClusterSide, Func<int, CounterCaller>> caller, TimeSpan length, CancellationToken cancellationToken)
    {
        var loads = _sides.Select(side => Enumerable.Range(0, callers).Select(caller(side)).ToList()).ToList();
        var phases = _sides.Select(_ => new List<ClusterPhase>()).ToList();
        foreach (var load in loads) await Phase.RunAsync(load, WarmUp);
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < _sides.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var place = (round + turn) % _sides.Count;
                phases[place].Add(await MeasureAsync(_sides[place], loads[place], length, cancellationToken));
            }
        }

        for (var i = 0; i < _sides.Count; i++)
        {
            _acknowledged[_sides[i]] = _acknowledged.GetValueOrDefault(_sides[i]) + loads[i].Sum(one => one.Acknowledged);
        }

        return [.. _sides.Select((side, i) => ClusterResult.Of(door, side.Silos, length, phases[i], phases[0]))];
    }

    private async Task<ClusterPhase> MeasureAsync(ClusterSide side, List<CounterCaller> load, TimeSpan length, CancellationToken cancellationToken)
    {
        var (commits, wal, redis) = (await side.CommitsAsync(cancellationToken), await WalAsync(cancellationToken), await RedisCallsAsync());
        var meter = ProcessorMeter.Start([.. side.Processes, ("PostgreSQL", _postgres), ("Redis", _redis)]);
        var phase = await Phase.RunAsync(load, length);
        var processors = ByKind(meter);
        var (walAfter, redisAfter) = (await WalAsync(cancellationToken), await RedisCallsAsync());

        // The silos' exporter tells the same for a third of a second.
        await Task.Delay(400, cancellationToken);
        return new ClusterPhase(phase, processors, await side.CommitsAsync(cancellationToken) - commits, walAfter - wal, redisAfter - redis);
    }

    private async Task<IReadOnlyList<(string Name, double Cores)>> RunIdleAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Idle / 2, cancellationToken);
        var meter = ProcessorMeter.Start(
        [
            .. _sides.SelectMany(side => side.Processes.Select(one => ($"{one.Name}, cluster of {side.Silos}", one.Process))), ("PostgreSQL, for both", _postgres), ("Redis, for both", _redis),
        ]);
        var started = Stopwatch.GetTimestamp();
        var redis = await RedisCallsAsync();
        await Task.Delay(Idle, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var calls = (await RedisCallsAsync() - redis) / seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Redis calls per second, {_sides.Sum(side => side.Silos)} idle silos: {calls:0.0}"));
        return [.. meter.Read().Where(one => one.Name != "load").GroupBy(one => one.Name).Select(all => (all.Key, all.Average(one => one.Seconds) / seconds))];
    }

    /// <summary>How much larger the one silo is after so many more counters are in its memory, garbage included.</summary>
    private async Task<string> RunActivationsAsync(CancellationToken cancellationToken)
    {
        var side = _sides[0];
        using var silo = Process.GetProcessById(side.Processes[0].Process.ProcessId);
        var before = silo.WorkingSet64;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Activations),
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken },
            async (i, _) => await side.Client.Entities.ExecuteAsync("counter", $"memory-{i}", "add", """{"amount":1}""", cancellationToken: CancellationToken.None));
        silo.Refresh();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"resident memory of one silo: {before >> 20} MiB, with {Activations:N0} more counters {silo.WorkingSet64 >> 20} MiB: {(silo.WorkingSet64 - before) / Activations:N0} bytes each");
    }

    private async Task<long> WalAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<long> RedisCallsAsync()
    {
        var stats = await _redisWatch.GetServer(_redis.ConnectionString).InfoAsync("stats");
        return stats.SelectMany(section => section).Where(line => line.Key == "total_commands_processed").Sum(line => long.Parse(line.Value, CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, double> ByKind(ProcessorMeter meter)
        => meter.Read().GroupBy(one => one.Name).ToDictionary(all => all.Key, all => all.Sum(one => one.Seconds));
}
