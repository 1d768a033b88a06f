using System.Globalization;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Api;

namespace Actors.Faults.Histories;

/// <summary>Clients, silos and their store as processes that are killed and frozen, and checkers over what the clients wrote down.</summary>
public sealed class LockHistoryTests
{
    private const int HttpWorkers = 3;
    private const int ClientWorkers = 3;

    private static readonly (string Name, Func<IReadOnlyList<HistoryEvent>, HistoryVerdict> Check)[] Checkers =
    [
        ("exclusion", HistoryCheckers.Exclusion),
        ("tokens", HistoryCheckers.Tokens),
        ("lost", HistoryCheckers.Lost),
        ("fences", HistoryCheckers.Fences),
    ];

    [Fact]
    public async Task Locks_and_terms_keep_their_promises_while_silos_clients_and_the_store_fail()
    {
        var seed = Number("ACTORS_HISTORY_SEED") ?? Random.Shared.Next();
        var rounds = Number("ACTORS_HISTORY_ROUNDS") ?? 1;
        Say($"ACTORS_HISTORY_SEED={seed} ACTORS_HISTORY_ROUNDS={rounds}");
        await using var redis = await RedisServer.TryStartAsync(Cancel);
        await using var postgres = await PostgresServer.TryStartAsync(Cancel);
        if (redis is null) Assert.Skip(ServerBinaries.RedisMissing);
        if (postgres is null) Assert.Skip(ServerBinaries.PostgresMissing);
        await using var cluster = await HistoryCluster.StartAsync(redis, postgres, Cancel);
        var histories = Directory.CreateTempSubdirectory("actors-history-").FullName;
        using var log = new HistoryLog(histories, "run");
        var idle = new IdleNames(cluster, log);
        await idle.UseAsync();
        await using var run = new HistoryRun(histories, seed, cluster);
        await run.StartWorkersAsync(HttpWorkers, ClientWorkers);
        for (var round = 0; round < rounds; round++)
        {
            await run.FaultsAsync();
            await idle.WaitUntilRemovedAsync();

            // No activation is left that remembers what its record was.
            await run.RestartAllAsync();
            await idle.UseAsync();
            await run.ServeEverybodyAsync();
        }

        var history = History.Read(histories);
        Say($"answers lost: {cluster.Doors.Sum(wire => wire.AnswersLost)} of silos, {cluster.StoreWires.Sum(wire => wire.AnswersLost)} of the store; "
            + $"requests delivered late: {cluster.StoreWires.Sum(wire => wire.RequestsKept)}");
        var hot = history.Count(one => one is { Name: HistoryNames.Hot, Action: HistoryActions.Acquire, Kind: HistoryKind.Ok });
        Say($"grants with early hand-off: {hot}");
        Assert.True(hot > 100, $"{hot} grants with early hand-off");
        var verdicts = Checkers.Select(checker => (checker.Name, Verdict: checker.Check(history))).ToList();
        foreach (var (checker, verdict) in verdicts) Say($"{checker}: {verdict}");
        Assert.True(verdicts.All(one => one.Verdict.Holds), $"seed {seed}, {histories}: {string.Join('\n', verdicts.Where(one => !one.Verdict.Holds))}");

        if (Number("ACTORS_HISTORY_KEEP") is not > 0) Directory.Delete(histories, recursive: true);
    }

    private static int? Number(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
