using System.Diagnostics;
using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults;

/// <summary>kill -9 of the whole node, at moments that nobody chose.</summary>
public sealed class KillTests
{
    private const int Kills = 10;
    private const int OrdersPerKill = 500;

    [Fact]
    public async Task Five_hundred_sagas_survive_each_of_ten_kills_and_the_books_add_up()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var load = new ShopLoad(seed);
        await using var node = await NodeProcess.StartSiloAsync(null, Cancel);
        await ShopLoad.StockAsync(node.Http);

        for (var kill = 0; kill < Kills; kill++)
        {
            var placing = load.PlaceAsync(node.Http, $"k{kill}", OrdersPerKill);
            await Task.Delay(random.Next(50, 2500), Cancel);
            node.Kill();
            await placing;
            await node.StartAsync(Cancel);
        }

        Assert.True(load.Accepted > OrdersPerKill, $"only {load.Accepted} sagas were accepted: the kills left nothing to check");
        await load.SettleAsync(node.Http);
        await load.CheckAsync(node.Http);
    }

    [Fact]
    public async Task A_held_lock_outlives_a_kill_until_its_ttl_and_the_next_token_is_higher()
    {
        await using var node = await NodeProcess.StartSiloAsync(null, Cancel);
        const int ttlSeconds = 8;
        var sent = Stopwatch.StartNew();
        var held = await node.Http.OkAsync(HttpMethod.Post, "/v1/locks/report/leases", new { owner = "first", ttlSeconds });
        node.Kill();
        await node.StartAsync(Cancel);

        var (refused, problem) = await node.Http.SendAsync(HttpMethod.Post, "/v1/locks/report/leases", new { owner = "second", ttlSeconds });
        Assert.Equal((409, "lock-held"), ((int)refused, problem.Text("code")));

        var next = await node.Http.OkAsync(HttpMethod.Post, "/v1/locks/report/leases", new { owner = "second", ttlSeconds }, ("Prefer", "wait=60"));
        Assert.True(sent.Elapsed >= TimeSpan.FromSeconds(ttlSeconds), $"granted to another after {sent.Elapsed}, although the TTL was {ttlSeconds} s");
        Assert.InRange(sent.Elapsed.TotalSeconds, ttlSeconds, ttlSeconds * 4);
        Assert.True(next.Number("fencingToken") > held.Number("fencingToken"));

        var (lost, _) = await node.Http.SendAsync(HttpMethod.Put, $"/v1/locks/report/leases/{held.Text("leaseId")}");
        Assert.Equal(410, (int)lost);
    }

    [Fact]
    public async Task A_term_is_never_led_twice_over_a_kill()
    {
        await using var node = await NodeProcess.StartSiloAsync(null, Cancel);
        var first = await node.Http.OkAsync(HttpMethod.Put, "/v1/roles/mailer/candidates/a", new { ttlSeconds = 5 });
        Assert.True(first.GetProperty("isLeader").GetBoolean());
        node.Kill();
        await node.StartAsync(Cancel);

        var other = await node.Http.OkAsync(HttpMethod.Put, "/v1/roles/mailer/candidates/b", new { ttlSeconds = 5 });
        Assert.False(other.GetProperty("isLeader").GetBoolean());
        var again = await node.Http.OkAsync(HttpMethod.Put, "/v1/roles/mailer/candidates/a", new { ttlSeconds = 5 });
        Assert.Equal((true, first.Number("term")), (again.GetProperty("isLeader").GetBoolean(), again.Number("term")));
    }

    [Fact]
    public async Task An_orderly_stop_ends_with_zero_and_loses_nothing()
    {
        await using var node = await NodeProcess.StartSiloAsync(null, Cancel);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => node.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/add", new { amount = 1 })));
        Assert.Equal(0, await node.StopAsync(Cancel));
        await node.StartAsync(Cancel);
        var counter = await node.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/get", new { });
        Assert.Equal(100, counter.Number("value"));
    }
}
