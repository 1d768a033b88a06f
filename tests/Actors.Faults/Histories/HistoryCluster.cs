using Actors.Tests.Support;

namespace Actors.Faults.Histories;

/// <summary>
/// Two silos on one Redis and one PostgreSQL, of which one has a clock that runs fast. Between each silo and PostgreSQL, and between HTTP clients and each silo, is a wire that
/// can fail.
/// </summary>
internal sealed class HistoryCluster : IAsyncDisposable
{
    private readonly RedisServer _redis;

    private HistoryCluster(RedisServer redis, PostgresServer store)
    {
        _redis = redis;
        Store = store;
        StoreWires = [new TcpProxy(store.Port), new TcpProxy(store.Port)];
    }

    internal string Redis => _redis.ConnectionString;

    internal PostgresServer Store { get; }

    /// <summary>How to reach the database without a wire that fails.</summary>
    internal string Database { get; private set; } = "";

    internal IReadOnlyList<NodeProcess> Silos { get; private set; } = [];

    /// <summary>One for each silo.</summary>
    internal IReadOnlyList<TcpProxy> StoreWires { get; }

    /// <summary>One for each silo.</summary>
    internal IReadOnlyList<TcpProxy> Doors { get; private set; } = [];

    /// <summary>Starts silos and wires on these two servers.</summary>
    internal static async Task<HistoryCluster> StartAsync(RedisServer redis, PostgresServer store, CancellationToken cancellationToken)
    {
        var cluster = new HistoryCluster(redis, store) { Database = await store.CreateDatabaseAsync("actors", cancellationToken) };
        cluster.Silos = await Task.WhenAll(
            NodeProcess.StartSiloAsync(cluster.Settings(cluster.StoreWires[0]), cancellationToken),
            NodeProcess.StartSiloAsync(
                cluster.Settings(cluster.StoreWires[1]).Concat(FastClockStartup.Variables).ToDictionary(), cancellationToken));
        cluster.Doors = [.. cluster.Silos.Select(silo => new TcpProxy(silo.Port))];
        return cluster;
    }

    /// <summary>Starts silos that have ended by themselves, as a supervisor does: one that was frozen learns that it was given up, and ends.</summary>
    internal async Task ReviveAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in Silos.Where(silo => silo.HasEnded))
        {
            silo.Kill();
            await silo.StartAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos) await silo.DisposeAsync();
        foreach (var wire in Doors.Concat(StoreWires)) await wire.DisposeAsync();
    }

    private Dictionary<string, string> Settings(TcpProxy wire) => new()
    {
        ["Actors:Clustering:Provider"] = "Redis",
        ["Actors:Storage:Provider"] = "Postgres",
        ["Actors:Locks:IdleRetention"] = $"{IdleNames.Retention}",
        ["Actors:Leaders:IdleRetention"] = $"{IdleNames.Retention}",
        ["ConnectionStrings:actors-redis"] = Redis,
        ["ConnectionStrings:actors-postgres"] = Database.Replace($"Port={Store.Port}", $"Port={wire.Port}", StringComparison.Ordinal),
    };
}
