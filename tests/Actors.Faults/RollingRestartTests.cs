using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults;

/// <summary>
/// Three silos, two front ends and nginx with the configuration of deploy/nginx, on a real Redis and a real PostgreSQL. Every
/// process is restarted under a load of all pillars, and no request fails.
/// </summary>
public sealed class RollingRestartTests
{
    // Longer than nginx leaves a front end alone that did not answer: a rollout that goes on sooner may leave it with none.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    [Fact]
    public Task No_request_fails_while_every_silo_and_front_end_is_restarted_in_turn() => RunAsync(async (silos, fronts, _) =>
    {
        foreach (var node in silos.Concat(fronts))
        {
            var code = await node.StopAsync(Cancel);
            Assert.True(code == 0, $"The process ended with {code}:\n{node.Output}");
            await RejoinAsync(node, fronts);
        }
    });

    [Fact]
    public Task No_request_fails_while_every_silo_and_front_end_is_killed_in_turn() => RunAsync(async (silos, fronts, load) =>
    {
        foreach (var silo in silos) await KillAsync(silo);

        // No request fails then either, but a stream dies with its front end, and its reader resumes it.
        load.StreamsMayBreak = true;
        foreach (var front in fronts) await KillAsync(front);

        async Task KillAsync(NodeProcess node)
        {
            node.Kill();
            await Task.Delay(Settle, Cancel);
            await RejoinAsync(node, fronts);
        }
    });

    private static async Task RunAsync(Func<IReadOnlyList<NodeProcess>, IReadOnlyList<NodeProcess>, PillarLoad, Task> restart)
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
        var nodes = new List<NodeProcess>();
        try
        {
            for (var i = 0; i < 3; i++) nodes.Add(NodeProcess.Silo(settings));
            for (var i = 0; i < 2; i++) nodes.Add(NodeProcess.Web(settings));
            await Task.WhenAll(nodes.Select(node => node.StartAsync(Cancel)));
            var (silos, fronts) = (nodes[..3], nodes[3..]);
            await using var balancer = await NginxServer.TryStartAsync(fronts, Cancel);
            if (balancer is null) Assert.Skip(ServerBinaries.NginxMissing);
            await ShopLoad.StockAsync(balancer.Http);

            using var load = new PillarLoad(balancer.Http);
            load.Start();
            await Task.Delay(Settle, Cancel);
            var before = load.Requests;
            await restart(silos, fronts, load);
            var during = load.Requests - before;
            try
            {
                await load.StopAsync();
            }
            catch
            {
                TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', balancer.Errors.TakeLast(20)));
                throw;
            }

            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{during} requests during the restarts, {load.Failures.Count} failed, {balancer.SentOn.Count} sent on to another front end, {load.Streams} streams");
            Assert.True(during > 1000, $"only {during} requests were sent during the restarts");
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    /// <summary>Starts the process again, and waits until it has settled.</summary>
    private static async Task RejoinAsync(NodeProcess node, IReadOnlyList<NodeProcess> fronts)
    {
        await node.StartAsync(Cancel);
        var cluster = await fronts[0].Http.OkAsync(HttpMethod.Get, "/v1/cluster");
        Assert.Equal(3, cluster.GetProperty("silos").EnumerateArray().Count(silo => silo.Text("status") == "active"));
        await Task.Delay(Settle, Cancel);
    }
}
