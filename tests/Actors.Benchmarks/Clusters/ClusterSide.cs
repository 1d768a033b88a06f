using System.Globalization;
using System.Net;
using Actors.Testing;
using Actors.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Benchmarks.Clusters;

/// <summary>A cluster of so many silos, a front end before it, and an Orleans client in this process. Its state is in a database of its own.</summary>
internal sealed class ClusterSide : IAsyncDisposable
{
    /// <summary>
    /// Silos that share a machine are told their share of its cores, as a container's limit would: a runtime that takes all of them for
    /// its own keeps that many threads busy, and the silos push each other off the cores.
    /// </summary>
    private const string Processors = "DOTNET_PROCESSOR_COUNT";

    private readonly string _database;
    private readonly List<NodeProcess> _silos = [];
    private NodeProcess? _front;
    private IHost? _client;

    private ClusterSide(string database) => _database = database;

    internal int Silos => _silos.Count;

    internal ActorsClient Client => _client!.Services.GetRequiredService<ActorsClient>();

    internal HttpClient Front => _front!.Http;

    /// <summary>Its own processes, by what they are.</summary>
    internal IReadOnlyList<(string Name, ServerProcess Process)> Processes
        => [.. _silos.Select(silo => ("silo", (ServerProcess)silo)), ("front end", _front!)];

    internal static async Task<ClusterSide> StartAsync(int silos, RedisServer redis, PostgresServer postgres, CancellationToken cancellationToken)
    {
        var cluster = $"bench-{silos}";
        var side = new ClusterSide(await postgres.CreateDatabaseAsync(cluster, cancellationToken));
        try
        {
            var settings = new Dictionary<string, string>
            {
                ["Actors:ClusterId"] = cluster,
                ["Actors:Clustering:Provider"] = "Redis",
                ["Actors:Storage:Provider"] = "Postgres",
                ["ConnectionStrings:actors-redis"] = redis.ConnectionString,
                ["ConnectionStrings:actors-postgres"] = side._database,
            };
            var gateways = new List<IPEndPoint>();
            settings[Processors] = $"{Math.Max(1, Environment.ProcessorCount / silos)}";
            for (var i = 0; i < silos; i++)
            {
                gateways.Add(new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next()));
                settings["Actors:Silo:GatewayPort"] = gateways[^1].Port.ToString(CultureInfo.InvariantCulture);
                side._silos.Add(await NodeProcess.StartSiloAsync(settings, cancellationToken));
            }

            settings.Remove(Processors);
            side._front = await NodeProcess.StartWebAsync(settings, cancellationToken);
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.AddActorsClient();
            builder.UseOrleansClient(client =>
            {
                client.UseStaticClustering([.. gateways]);
                client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "actors"));
            });
            side._client = builder.Build();
            await side._client.StartAsync(cancellationToken);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many commits the silos have sent, by their own meters.</summary>
    internal async Task<long> CommitsAsync(CancellationToken cancellationToken)
    {
        var commits = 0L;
        foreach (var silo in _silos)
        {
            var metrics = await silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
            commits += metrics.Split('\n')
                .Where(line => line.StartsWith("actors_store_batch_size", StringComparison.Ordinal) && line.Contains("_count", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
        }

        return commits;
    }

    /// <summary>The sum of all counters: read from the database, past the silos.</summary>
    internal async Task<long> SumAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select coalesce(sum((state::jsonb -> 'state' ->> 'value')::bigint), 0)::bigint from actors.record where kind = 'entity/counter'", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.StopAsync();
        _client?.Dispose();
        if (_front is not null) await _front.DisposeAsync();
        foreach (var silo in _silos) await silo.DisposeAsync();
    }
}
