using System.Text.Json;
using Actors.Tests.Support;
using Npgsql;
using StackExchange.Redis;

namespace Actors.Faults;

/// <summary>The membership table is lost under three running silos that a supervisor starts again when they end.</summary>
public sealed class MembershipLossTests
{
    [Theory(Timeout = 240_000)]
    [InlineData("Redis")]
    [InlineData("Postgres")]
    public async Task The_silos_end_to_be_started_again_and_are_one_cluster_that_still_survives_a_kill(string provider)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.TryStartAsync(cancel);
        await using var postgres = await PostgresServer.TryStartAsync(cancel);
        if (redis is null) Assert.Skip(ServerBinaries.RedisMissing);
        if (postgres is null) Assert.Skip(ServerBinaries.PostgresMissing);
        var settings = new Dictionary<string, string>
        {
            ["Actors:Clustering:Provider"] = provider,
            ["ConnectionStrings:actors-redis"] = redis.ConnectionString,
            ["ConnectionStrings:actors-postgres"] = await postgres.CreateDatabaseAsync("actors", cancel),
        };

        // A front end may be there before anything of its cluster is.
        await using var web = NodeProcess.Web(settings);
        web.Launch();
        await web.AliveAsync(cancel);
        await using var a = await NodeProcess.StartSiloAsync(settings, cancel);
        await using var b = await NodeProcess.StartSiloAsync(settings, cancel);
        await using var c = await NodeProcess.StartSiloAsync(settings, cancel);
        await web.ReadyAsync(cancel);
        NodeProcess[] silos = [a, b, c];
        await AddAsync(web, "before");

        if (provider == "Redis") await LoseAsync(redis);
        else await LoseAsync(settings["ConnectionStrings:actors-postgres"]);

        // A silo that starts now knows nothing of the others: without the rule it would be a second cluster beside them for ever.
        await using var late = await NodeProcess.StartSiloAsync(settings, cancel);
        await Task.WhenAll(silos.Select(async silo =>
        {
            Assert.Equal(3, await silo.EndAsync(cancel));
            Assert.Contains("The membership table was lost: this silo's row is gone", silo.Output, StringComparison.Ordinal);
            await silo.StartAsync(cancel);
        }));

        foreach (var node in silos.Append(late).Append(web))
        {
            while (await ActiveAsync(node) != 4) await Task.Delay(100, cancel);
        }

        await AddAsync(web, "after");
        c.Kill();
        await AddAsync(web, "after a kill");
        foreach (var i in Enumerable.Range(0, 24))
        {
            Assert.Equal(3, (await web.Http.OkAsync(HttpMethod.Post, $"/v1/entities/counter/c-{i}/commands/get", new { })).Number("value"));
        }
    }

    private static async Task LoseAsync(RedisServer redis)
    {
        await using var server = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        await server.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    private static async Task LoseAsync(string postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand("drop schema actors_membership cascade");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Task<JsonElement[]> AddAsync(NodeProcess node, string request) => Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
        node.Http.OkAsync(HttpMethod.Post, $"/v1/entities/counter/c-{i}/commands/add", new { amount = 1 }, ("Idempotency-Key", request))));

    private static async Task<int> ActiveAsync(NodeProcess node)
    {
        var (status, cluster) = await node.Http.SendAsync(HttpMethod.Get, "/v1/cluster");
        return (int)status == 200 ? cluster.GetProperty("silos").EnumerateArray().Count(silo => silo.Text("status") == "active") : 0;
    }
}
