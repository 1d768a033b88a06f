using System.Globalization;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Api;

namespace Actors.Faults.Histories;

/// <summary>Clients and silos as processes that are killed and frozen, and checkers over what the clients wrote down.</summary>
public sealed class LockHistoryTests
{
    private const int HttpWorkers = 3;
    private const int ClientWorkers = 2;
    private static readonly TimeSpan BeyondTtl = HistoryNames.Ttl * 2;

    private static readonly (string Name, Func<IReadOnlyList<HistoryEvent>, HistoryVerdict> Check)[] Checkers =
    [
        ("exclusion", HistoryCheckers.Exclusion),
        ("tokens", HistoryCheckers.Tokens),
        ("lost", HistoryCheckers.Lost),
    ];

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
        await using var run = new HistoryRun(histories, seed, silos, redis);
        await run.StartWorkersAsync(HttpWorkers, ClientWorkers);
        for (var round = 0; round < rounds; round++) await run.FaultsAsync(BeyondTtl);

        await run.ServeEverybodyAsync((HttpWorkers + ClientWorkers) * HistoryNames.All.Length);
        var history = History.Read(histories);
        foreach (var (checker, check) in Checkers)
        {
            var verdict = check(history);
            TestContext.Current.TestOutputHelper?.WriteLine($"{checker}: {verdict}");
            Assert.True(verdict.Holds, $"seed {seed}, {histories}, {checker}: {verdict}");
        }

        if (Number("ACTORS_HISTORY_KEEP") is not > 0) Directory.Delete(histories, recursive: true);
    }

    private static int? Number(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
