using Actors.Benchmarks.Peers;
using Actors.Tests.Support;

namespace Actors.Benchmarks.Locking;

/// <summary>All lock services, started side by side. A line measures them in turns, so that what else the machine does meets them all.</summary>
internal sealed class LockBench : IAsyncDisposable
{
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(20);

    private readonly PostgresServer _postgres;
    private readonly List<LockSide> _sides = [];
    private bool _warm;

    private LockBench(PostgresServer postgres) => _postgres = postgres;

    internal OurSide Ours => (OurSide)_sides[0];

    internal static async Task<LockBench> StartAsync(bool peers, CancellationToken cancellationToken)
    {
        var postgres = await PostgresServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.PostgresMissing);
        var bench = new LockBench(postgres);
        try
        {
            bench._sides.Add(await OurSide.StartAsync(postgres, cancellationToken));
            if (!peers) return bench;
            bench._sides.Add(new PostgresLockSide(postgres, await postgres.CreateDatabaseAsync("peer", cancellationToken)));
            bench._sides.Add(await RedisLockSide.StartAsync(cancellationToken));
            bench._sides.Add(await EtcdLockSide.StartAsync(cancellationToken));
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Acquires and releases, each caller over locks of its own.</summary>
    internal async Task<IReadOnlyList<LockResult>> RunPairsAsync(int callers, TimeSpan length, CancellationToken cancellationToken)
    {
        var prefix = $"pairs-{callers}-";
        var loads = new List<PairLoad>();
        foreach (var side in _sides) loads.Add(await PairLoad.BeginAsync(side, callers, prefix));
        var results = await RunAsync(_sides, loads, length, cancellationToken);
        Check(loads[0], await Ours.ReadVersionsAsync(prefix, cancellationToken));
        return results;
    }

    /// <summary>All callers want one lock.</summary>
    internal async Task<IReadOnlyList<LockResult>> RunHandOffsAsync(int callers, TimeSpan length, CancellationToken cancellationToken)
    {
        List<LockSide> sides = [new EarlySide(Ours), .. _sides];
        var loads = new List<ContestLoad>();
        for (var i = 0; i < sides.Count; i++) loads.Add(await ContestLoad.BeginAsync(sides[i], callers, $"contested-{i}"));
        return await RunAsync(sides, loads, length, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var side in _sides) await side.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task<IReadOnlyList<LockResult>> RunAsync(
        List<LockSide> sides, IReadOnlyList<ILockLoad> loads, TimeSpan length, CancellationToken cancellationToken)
    {
        var phases = sides.Select(_ => new List<LockPhase>()).ToList();
        // The just-in-time compiler, here and in the silo, is at work for seconds after the first call.
        foreach (var load in loads) await load.RunAsync(_warm ? WarmUp : FirstWarmUp);
        _warm = true;
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < sides.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var place = (round + turn) % sides.Count;
                var meter = ProcessorMeter.Start(sides[place].Servers);
                var tally = await loads[place].RunAsync(length);
                phases[place].Add(new LockPhase(tally, meter.Read()));
            }
        }

        return [.. sides.Select((side, i) => LockResult.Of(side.Name, phases[i], phases[0], loads[i].Note))];
    }

    // A line after which the database lacks what was acknowledged has measured nothing.
    private static void Check(PairLoad load, IReadOnlyDictionary<string, long> stored)
    {
        foreach (var (name, token) in load.Callers.SelectMany(caller => caller.Tokens))
        {
            if (!stored.TryGetValue(name, out var version) || version < token)
            {
                throw new InvalidOperationException($"The database has version {version} of lock '{name}'; token {token} was acknowledged last.");
            }
        }
    }
}
