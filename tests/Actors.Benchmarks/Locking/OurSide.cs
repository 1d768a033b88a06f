using Actors.Calls;
using Actors.Locks;
using Actors.Testing;
using Actors.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Benchmarks.Locking;

/// <summary>The built silo as a process of its own over PostgreSQL, and <see cref="ActorsClient"/> over an Orleans client in this one.</summary>
internal sealed class OurSide : LockSide
{
    private readonly NodeProcess _silo;
    private readonly PostgresServer _postgres;
    private readonly string _database;
    private readonly IHost _client;

    private OurSide(NodeProcess silo, PostgresServer postgres, string database, IHost client)
    {
        _silo = silo;
        _postgres = postgres;
        _database = database;
        _client = client;
    }

    internal override string Name => "ours";

    internal override IReadOnlyList<(string Name, ServerProcess Process)> Servers => [("silo", _silo), ("PostgreSQL", _postgres)];

    internal static async Task<OurSide> StartAsync(PostgresServer postgres, CancellationToken cancellationToken)
    {
        const string cluster = "actors-bench";
        var database = await postgres.CreateDatabaseAsync("ours", cancellationToken);
        var gateway = LoopbackPorts.Next();
        var silo = await NodeProcess.StartSiloAsync(
            new Dictionary<string, string>
            {
                ["Actors:ClusterId"] = cluster,
                ["Actors:Silo:GatewayPort"] = $"{gateway}",
                ["Actors:Storage:Provider"] = "Postgres",
                ["ConnectionStrings:actors-postgres"] = database,
            },
            cancellationToken);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddActorsClient();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gateway, "actors", cluster));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new OurSide(silo, postgres, database, host);
    }

    internal override Task<ILocker> BeginAsync() => Task.FromResult(NewLocker(LockRequest.Default));

    internal ILocker NewLocker(LockRequest request) => new Locker(_client.Services.GetRequiredService<ActorsClient>(), request);

    /// <summary>A client of its own, as another process would have one.</summary>
    internal ActorsClient AnotherClient() => new(_client.Services.GetRequiredService<GrainCalls>(), TimeProvider.System);

    /// <summary>The versions of the stored locks whose name starts with a prefix: read from the database, past the silo.</summary>
    internal async Task<IReadOnlyDictionary<string, long>> ReadVersionsAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select key, version from actors.record where kind = 'lock' and starts_with(key, $1)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = prefix } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken)) found.Add(reader.GetString(0), reader.GetInt64(1));
        return found;
    }

    public override async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        await _silo.DisposeAsync();
    }

    private sealed class Locker(ActorsClient client, LockRequest request) : ILocker
    {
        private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

        public async Task<IAsyncDisposable> AcquireAsync(string name) => await client.Locks.AcquireAsync(name, request, Wait);

        public long? TokenOf(IAsyncDisposable hold) => ((LockHandle)hold).FencingToken;
    }
}
