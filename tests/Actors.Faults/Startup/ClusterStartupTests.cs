using System.Net;
using Actors.Testing;
using Actors.Tests.Support;
using StackExchange.Redis;
using static Actors.Faults.Api;
using static Actors.Faults.Startup.StartupServers;

namespace Actors.Faults.Startup;

/// <summary>A silo or front end says plainly what is wrong with its Redis, its endpoints or its cluster.</summary>
public sealed class ClusterStartupTests(StartupServers servers) : IClassFixture<StartupServers>
{
    [Fact]
    public async Task A_redis_that_may_forget_its_members_is_refused_unless_told()
    {
        var settings = await servers.ClusterAsync();
        await servers.RedisAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await servers.RedisAsync("CONFIG", "SET", "appendonly", "no");
        try
        {
            var said = await RefusedAsync(settings);
            Assert.Equal(2, said.Split('\n').Count(line => line.Contains("Actors__Clustering__AllowUnsafe", StringComparison.Ordinal)));
            Assert.Contains("maxmemory-policy is allkeys-lru", said, StringComparison.Ordinal);
            Assert.Contains("appendonly no", said, StringComparison.Ordinal);

            settings["Actors:Clustering:AllowUnsafe"] = "true";
            await using var silo = await NodeProcess.StartSiloAsync(settings, Cancel);
            Assert.Contains("maxmemory-policy is allkeys-lru", silo.Output, StringComparison.Ordinal);
        }
        finally
        {
            await servers.RedisAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
            await servers.RedisAsync("CONFIG", "SET", "appendonly", "yes");
        }
    }

    [Fact]
    public async Task A_wrong_password_of_redis_is_told_at_once_by_silo_and_front_end()
    {
        var settings = await servers.ClusterAsync();
        await using var administrator = await ConnectionMultiplexer.ConnectAsync($"{servers.Redis!.ConnectionString},allowAdmin=true");
        await administrator.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "secret");
        try
        {
            foreach (var password in (string[])["", ",password=not-it"])
            {
                settings["ConnectionStrings:actors-redis"] = servers.Redis.ConnectionString + password;
                Assert.Contains("refuses the user or the password", await RefusedAsync(settings), StringComparison.Ordinal);
                await using var web = NodeProcess.Web(settings);
                Assert.Contains("refuses the user or the password", await RefusedAsync(web), StringComparison.Ordinal);
            }

            settings["ConnectionStrings:actors-redis"] = $"{servers.Redis.ConnectionString},password=secret";
            await using var silo = await NodeProcess.StartSiloAsync(settings, Cancel);
        }
        finally
        {
            await administrator.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_redis_that_is_down_is_waited_for_so_long_and_no_longer()
    {
        var cancel = TestContext.Current.CancellationToken;
        var settings = await servers.ClusterAsync(("Actors:Clustering:StartTimeout", "00:00:01"));
        servers.Redis!.Kill();
        try
        {
            Assert.Contains($"Redis at {servers.Redis.ConnectionString} cannot be reached (waited 1 s", await RefusedAsync(settings), StringComparison.Ordinal);

            settings["Actors:Clustering:StartTimeout"] = "00:01:00";
            await using var silo = NodeProcess.Silo(settings);
            silo.Launch();
            while (!silo.Output.Contains("cannot be reached yet", StringComparison.Ordinal)) await Task.Delay(50, cancel);
            await servers.Redis.StartAsync(cancel);
            await silo.ReadyAsync(cancel);
        }
        finally
        {
            if (!await servers.Redis.IsUpAsync(cancel)) await servers.Redis.StartAsync(cancel);
        }
    }

    [Fact]
    public async Task Of_two_silos_with_one_endpoint_the_second_is_refused_and_the_first_lives_on()
    {
        var (port, gateway) = (LoopbackPorts.Next(), LoopbackPorts.Next());
        var settings = await servers.ClusterAsync(("Actors:Silo:Port", $"{port}"), ("Actors:Silo:GatewayPort", $"{gateway}"));
        await using var first = await NodeProcess.StartSiloAsync(settings, Cancel);
        var said = await RefusedAsync(settings);
        Assert.Contains($"Another process listens at 127.0.0.1:{port} already", said, StringComparison.Ordinal);
        Assert.Contains("Actors__Silo__Port", said, StringComparison.Ordinal);
        Assert.Contains("Actors__Silo__GatewayPort", await RefusedAsync(With(settings, ("Actors:Silo:Port", $"{LoopbackPorts.Next()}"))), StringComparison.Ordinal);

        // As of another machine that was given the same address: its own port is free.
        var other = With(settings, ("Actors:Silo:ListenAddress", "127.0.0.2"));
        Assert.Contains($"A living silo of this cluster is at 127.0.0.1:{port} already", await RefusedAsync(other), StringComparison.Ordinal);

        await first.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/add", new { amount = 1 });
        first.Kill();
        await using var next = await NodeProcess.StartSiloAsync(settings, Cancel);
        Assert.Equal(1, (await next.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/get", new { })).Number("value"));
    }

    [Fact]
    public async Task Endpoints_and_connections_that_cannot_be_read_are_told_all_at_once()
    {
        var said = await RefusedAsync(new Dictionary<string, string>
        {
            ["Actors:Clustering:Provider"] = "Redis",
            ["Actors:Clustering:StartTimeout"] = "soon",
            ["Actors:Clustering:AllowUnsafe"] = "perhaps",
            ["Actors:Silo:Address"] = "0.0.0.0",
            ["Actors:Silo:ListenAddress"] = "here",
            ["Actors:Silo:Port"] = "0",
            ["Actors:Silo:GatewayPort"] = "many",
            ["Actors:Storage:AllowUnsafe"] = "perhaps",
            ["ConnectionStrings:actors-redis"] = "127.0.0.1:6379,nonsense=1",
        });
        string[] named =
        [
            "Actors__Clustering__StartTimeout", "Actors__Clustering__AllowUnsafe", "Actors__Silo__Address", "Actors__Silo__ListenAddress", "Actors__Silo__Port",
            "Actors__Silo__GatewayPort", "Actors__Storage__AllowUnsafe", "Actors__Storage__Databases", "ConnectionStrings__actors-redis",
        ];
        foreach (var name in named) Assert.Contains(name, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_no_interface_here_is_told()
    {
        var settings = await servers.ClusterAsync(("Actors:Silo:Address", "192.0.2.1"));
        Assert.Contains("The silo cannot listen at 192.0.2.1", await RefusedAsync(settings), StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_front_end_of_a_cluster_without_silos_is_alive_and_not_ready_says_why_and_stops_when_told()
    {
        var cancel = TestContext.Current.CancellationToken;
        var settings = await servers.ClusterAsync();
        await using var silo = await NodeProcess.StartSiloAsync(settings, cancel);
        await using var web = NodeProcess.Web(With(settings, ("Actors:ClusterId", "nobody")));
        web.Launch();
        await web.AliveAsync(cancel);
        var (status, problem) = await web.Http.SendAsync(HttpMethod.Get, "/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("No silo of the cluster 'nobody' answers", problem.Text("detail"), StringComparison.Ordinal);
        var (refused, later) = await web.Http.SendAsync(HttpMethod.Get, "/v1/cluster");
        Assert.Equal((HttpStatusCode.GatewayTimeout, "unavailable"), (refused, later.Text("code")));
        Assert.Equal(0, await web.StopAsync(cancel));
    }

    private static Dictionary<string, string> With(Dictionary<string, string> settings, params (string Key, string Value)[] more)
    {
        var copy = new Dictionary<string, string>(settings);
        foreach (var (key, value) in more) copy[key] = value;
        return copy;
    }
}
