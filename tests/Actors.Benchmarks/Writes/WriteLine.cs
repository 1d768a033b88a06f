using Actors.Benchmarks.Databases;
using Actors.Benchmarks.Grains;
using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Writes;

/// <summary>
/// Grain writes at one number of callers, ours against AdoNet. The two are measured in turns, and each turn gives a ratio of
/// its own, so that what else the machine does meets both.
/// </summary>
internal static class WriteLine
{
    private const int Pairs = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Runs both sides long enough for the compiler to have done with them: it is at it for seconds after the first call.</summary>
    internal static async Task WarmUpAsync(BenchSilo silo)
    {
        const int callers = 64;
        for (var round = 0; round < 3; round++)
        {
            await BeginAsync(silo, OurWriterGrain.Type, $"warm-up-{round}-", callers);
            await BeginAsync(silo, PeerWriterGrain.Type, $"warm-up-{round}-", callers);
        }
    }

    internal static async Task<WriteResult> RunAsync(BenchDatabase database, BenchSilo silo, int callers, TimeSpan length, CancellationToken cancellationToken)
    {
        // Not a hexadecimal number or a GUID, for which AdoNet takes other columns.
        var prefix = $"writer-{callers}-";
        var ours = await BeginAsync(silo, OurWriterGrain.Type, prefix, callers);
        var peers = await BeginAsync(silo, PeerWriterGrain.Type, prefix, callers);
        var (ourPhases, peerPhases) = (new List<Phase>(), new List<Phase>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            var first = pair % 2 == 0;
            if (first) ourPhases.Add(await Phase.RunAsync(ours, length));
            peerPhases.Add(await Phase.RunAsync(peers, length));
            if (!first) ourPhases.Add(await Phase.RunAsync(ours, length));
        }

        Stored.Check(ours, await database.ReadOursAsync(prefix, cancellationToken), "ours");
        Stored.Check(peers, await database.ReadPeersAsync(prefix, cancellationToken), "AdoNet");
        return new WriteResult(
            database.Name, callers, Side.Of(ourPhases), Side.Of(peerPhases),
            Side.Median([.. ourPhases.Zip(peerPhases, (our, peer) => our.Rate / peer.Rate)]));
    }

    private static async Task<Writer[]> BeginAsync(BenchSilo silo, string grainType, string prefix, int callers)
    {
        Writer[] writers = [.. Enumerable.Range(0, callers).Select(i => new Writer(silo.Grains, grainType, $"{prefix}{i}"))];
        await Task.WhenAll(writers.Select(writer => writer.BeginAsync()));
        await Phase.RunAsync(writers, WarmUp);
        return writers;
    }
}
