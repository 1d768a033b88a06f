using Actors.Tests.Support;
using StackExchange.Redis;
using static Actors.Faults.Api;

namespace Actors.Faults.Startup;

/// <summary>One Redis and one PostgreSQL for a class of tests; what a test changes on them it changes back.</summary>
public sealed class StartupServers : IAsyncLifetime
{
    private int _databases;

    internal RedisServer? Redis { get; private set; }

    internal PostgresServer? Postgres { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.TryStartAsync(Cancel);
        Postgres = await PostgresServer.TryStartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null) await Redis.DisposeAsync();
        if (Postgres is not null) await Postgres.DisposeAsync();
    }

    /// <summary>Settings of one process on PostgreSQL that is a cluster by itself, with a database of its own.</summary>
    internal async Task<Dictionary<string, string>> EmbeddedAsync(params (string Key, string Value)[] more)
    {
        if (Postgres is null) Assert.Skip(ServerBinaries.PostgresMissing);
        var settings = new Dictionary<string, string>
        {
            ["Actors:Storage:Provider"] = "Postgres",
            ["ConnectionStrings:actors-postgres"] = await Postgres.CreateDatabaseAsync($"d{Interlocked.Increment(ref _databases)}", Cancel),
        };
        foreach (var (key, value) in more) settings[key] = value;
        return settings;
    }

    /// <summary>Settings of a silo or front end of a cluster on both servers, of a name and with a database of its own.</summary>
    internal async Task<Dictionary<string, string>> ClusterAsync(params (string Key, string Value)[] more)
    {
        if (Redis is null) Assert.Skip(ServerBinaries.RedisMissing);
        var settings = await EmbeddedAsync(
            ("Actors:Clustering:Provider", "Redis"), ("Actors:ClusterId", $"c{_databases}"), ("ConnectionStrings:actors-redis", Redis.ConnectionString));
        foreach (var (key, value) in more) settings[key] = value;
        return settings;
    }

    /// <summary>Executes a command of Redis.</summary>
    internal async Task RedisAsync(string command, params object[] arguments)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{Redis!.ConnectionString},allowAdmin=true");
        await redis.GetDatabase().ExecuteAsync(command, arguments);
    }

    /// <summary>Runs a silo that must refuse to start: exit code 2, and one plain line a fault. Returns what it said.</summary>
    internal static async Task<string> RefusedAsync(IReadOnlyDictionary<string, string> settings)
    {
        await using var silo = NodeProcess.Silo(settings);
        return await RefusedAsync(silo);
    }

    internal static async Task<string> RefusedAsync(NodeProcess node)
    {
        node.Launch();
        var code = await node.EndAsync(Cancel);
        Assert.True(code == 2, $"ended with {code}:\n{node.Output}");
        Assert.DoesNotContain("   at ", node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", node.Output, StringComparison.Ordinal);
        return node.Output;
    }
}
