using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults;

/// <summary>Two silos and a front end as processes, on a real Redis and a real PostgreSQL.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Two_silos_and_a_front_end_serve_every_pillar_and_outlive_the_kill_of_a_silo()
    {
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

        // Both at once: the schema is made while two silos want to make it.
        var silos = await Task.WhenAll(NodeProcess.StartSiloAsync(settings, Cancel), NodeProcess.StartSiloAsync(settings, Cancel));
        await using var first = silos[0];
        await using var second = silos[1];
        await using var web = await NodeProcess.StartWebAsync(settings, Cancel);

        var cluster = await web.Http.OkAsync(HttpMethod.Get, "/v1/cluster");
        Assert.Equal(2, cluster.GetProperty("silos").EnumerateArray().Count(silo => silo.Text("status") == "active"));

        var lease = await web.Http.OkAsync(HttpMethod.Post, "/v1/locks/nightly/leases", new { owner = "web", ttlSeconds = 60 });
        var leader = await web.Http.OkAsync(HttpMethod.Put, "/v1/roles/mailer/candidates/web-1", new { ttlSeconds = 60 });
        Assert.True(leader.GetProperty("isLeader").GetBoolean());
        await ShopLoad.StockAsync(web.Http);
        var load = new ShopLoad(seed: 2026);

        // Half of these counters live on the silo that is going to be killed.
        var counters = Enumerable.Range(0, 64).Select(i => $"/v1/entities/counter/c-{i}/commands/add").ToList();
        await Task.WhenAll(counters.Select(path => web.Http.OkAsync(HttpMethod.Post, path, new { amount = 1 }, ("Idempotency-Key", "first"))));

        var placing = load.PlaceAsync(web.Http, "before", 200);
        await Task.Delay(500, Cancel);
        second.Kill();

        // One request each, never repeated here: a caller of a front end sees latency and no error.
        await Task.WhenAll(counters.Select(path => web.Http.OkAsync(HttpMethod.Post, path, new { amount = 1 }, ("Idempotency-Key", "second"))));
        await placing;
        await load.PlaceAsync(web.Http, "after", 100);
        await load.SettleAsync(web.Http);
        await load.CheckAsync(web.Http);

        // What was held is still held, by whichever silo has the grain now.
        await web.Http.OkAsync(HttpMethod.Put, $"/v1/locks/nightly/leases/{lease.Text("leaseId")}");
        var (held, problem) = await web.Http.SendAsync(HttpMethod.Post, "/v1/locks/nightly/leases", new { owner = "other", ttlSeconds = 60 });
        Assert.Equal((409, "lock-held"), ((int)held, problem.Text("code")));
        var still = await web.Http.OkAsync(HttpMethod.Put, "/v1/roles/mailer/candidates/web-1", new { ttlSeconds = 60 });
        Assert.Equal(leader.Number("term"), still.Number("term"));
    }
}
