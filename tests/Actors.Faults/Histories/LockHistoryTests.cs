using System.Globalization;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Api;

namespace Actors.Faults.Histories;

/// <summary>Clients and silos as processes that are killed and frozen, and checkers over what the clients wrote down.</summary>
public sealed class LockHistoryTests
{
    private const int Workers = 4;
    private static readonly TimeSpan BeyondTtl = HistoryWorker.Ttl * 2;

    [Fact]
    public async Task Locks_and_terms_keep_their_promises_while_silos_and_clients_are_killed_and_frozen()
    {
        var seed = Number("ACTORS_HISTORY_SEED") ?? Random.Shared.Next();
        var rounds = Number("ACTORS_HISTORY_ROUNDS") ?? 1;
        TestContext.Current.TestOutputHelper?.WriteLine($"ACTORS_HISTORY_SEED={seed} ACTORS_HISTORY_ROUNDS={rounds}");
        await using var redis = await RedisServer.TryStartAsync(Cancel);
        await using var postgres = await PostgresServer.TryStartAsync(Cancel);
        if (redis is null) Assert.Skip(ServerBinaries.RedisMissing);
        if (postgres is null) Assert.Skip(ServerBinaries.PostgresMissing);
        var settings = new Dictionary<string, string>
        {
            ["Actors:Clustering:Provider"] = "Redis",
            ["Actors:Storage:Provider"] = "Postgres",
            ["ConnectionStrings:actors-redis"] = redis.ConnectionString,
            ["ConnectionStrings:actors-postgres"] = await postgres.CreateDatabaseAsync("actors", Cancel),
        };
        var silos = await Task.WhenAll(NodeProcess.StartSiloAsync(settings, Cancel), NodeProcess.StartSiloAsync(settings, Cancel));
        await using var first = silos[0];
        await using var second = silos[1];
        var histories = Directory.CreateTempSubdirectory("actors-history-").FullName;
        await using var run = new HistoryRun(histories, seed, silos);
        await run.StartWorkersAsync(Workers);
        for (var round = 0; round < rounds; round++) await run.FaultsAsync(BeyondTtl);

        await run.ServeEverybodyAsync(Workers * HistoryWorker.Names.Length);
        var history = History.Read(histories);
        var (exclusion, tokens) = (HistoryCheckers.Exclusion(history), HistoryCheckers.Tokens(history));
        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Count} events; exclusion: {exclusion}; tokens: {tokens}");
        Assert.True(exclusion.Holds, $"seed {seed}, {histories}: {exclusion}");
        Assert.True(tokens.Holds, $"seed {seed}, {histories}: {tokens}");
        Directory.Delete(histories, recursive: true);
    }

    private static int? Number(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
