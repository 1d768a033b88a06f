using System.Diagnostics;
using System.Text.Json;
using Actors.Benchmarks.Databases;
using Actors.Benchmarks.Load;
using Actors.Commands;
using Actors.Records;
using Actors.Storage;

namespace Actors.Benchmarks.Hot;

/// <summary>All callers add to one counter entity, every addition durable before it is acknowledged.</summary>
internal static class HotLine
{
    private const int Callers = 512;
    private const int Phases = 3;
    private const string Kind = "entity/counter";
    private const string Key = "hot";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    internal static async Task<HotResult> RunAsync(BenchDatabase database, BenchSilo silo, TimeSpan length, CancellationToken cancellationToken)
    {
        var counter = silo.Grains.GetGrain<ICommandGrain>(GrainIds.Of(Kind, Key));
        Adder[] adders = [.. Enumerable.Range(0, Callers).Select(_ => new Adder(counter))];
        await Phase.RunAsync(adders, WarmUp);
        using var meter = new CommitMeter();
        var before = Total(adders);
        var started = Stopwatch.GetTimestamp();
        var phases = new List<Phase>();
        for (var i = 0; i < Phases; i++) phases.Add(await Phase.RunAsync(adders, length));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (additions, commits) = (Total(adders) - before, meter.Commits);
        await CheckAsync(silo.Store, Total(adders), cancellationToken);
        return new HotResult(database.Name, Callers, Side.Of(phases), commits / elapsed, (double)additions / commits);
    }

    private static long Total(Adder[] adders) => adders.Sum(adder => adder.Acknowledged);

    // From the database, past the grain.
    private static async Task CheckAsync(IRecordStore store, long acknowledged, CancellationToken cancellationToken)
    {
        var stored = (await store.ReadAsync(RecordKey.Create(Kind, Key), cancellationToken)).Record?.State ?? "{}";
        using var json = JsonDocument.Parse(stored);
        if (!json.RootElement.TryGetProperty("state", out var state) || state.GetProperty("value").GetInt64() != acknowledged)
        {
            throw new InvalidOperationException($"The database holds {stored}; {acknowledged} additions were acknowledged.");
        }
    }
}
