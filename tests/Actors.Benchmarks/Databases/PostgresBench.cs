using Actors.Benchmarks.Grains;
using Actors.Benchmarks.Peers;
using Actors.Storage;
using Actors.Storage.Postgres;
using Actors.Tests.Support;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Benchmarks.Databases;

/// <summary>A PostgreSQL of our own with one database per side.</summary>
internal sealed class PostgresBench : BenchDatabase
{
    private const string Tuned = ";Maximum Pool Size=16;Max Auto Prepare=20;Auto Prepare Min Usages=2;No Reset On Close=true";

    private readonly PostgresServer _server;
    private readonly string _ours;
    private readonly string _peers;

    private PostgresBench(PostgresServer server, string ours, string peers)
    {
        _server = server;
        _ours = ours;
        _peers = peers;
    }

    internal override string Name => "PostgreSQL";

    internal static async Task<PostgresBench> StartAsync(AdoNetPeer peer, CancellationToken cancellationToken)
    {
        var server = await PostgresServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.PostgresMissing);
        var bench = new PostgresBench(
            server,
            await server.CreateDatabaseAsync("ours", cancellationToken),
            await server.CreateDatabaseAsync("adonet", cancellationToken));
        await using var connection = await OpenAsync(bench._peers, cancellationToken);
        await using var command = new NpgsqlCommand(peer.PostgresSql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return bench;
    }

    internal override async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_ours, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select 'PostgreSQL ' || current_setting('server_version') || ', fsync=' || current_setting('fsync') || ', synchronous_commit='
                || current_setting('synchronous_commit') || ', wal_sync_method=' || current_setting('wal_sync_method')
            """, connection);
        var text = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return text.Contains("fsync=on, synchronous_commit=on", StringComparison.Ordinal) ? text : throw new InvalidOperationException($"Not durable: {text}.");
    }

    internal override IRecordDatabase OpenOurs() => new PostgresDatabase(new PostgresStorageOptions { ConnectionString = _ours });

    internal override void UseAsPeer(AdoNetGrainStorageOptions options)
    {
        options.Invariant = "Npgsql";
        options.ConnectionString = _peers + Tuned;
    }

    internal override Task<IReadOnlyDictionary<string, Sample>> ReadOursAsync(string prefix, CancellationToken cancellationToken)
        => ReadAsync(_ours, $"select key, state from actors.record where kind = '{Kind}' and starts_with(key, $1)", prefix, cancellationToken);

    internal override Task<IReadOnlyDictionary<string, Sample>> ReadPeersAsync(string prefix, CancellationToken cancellationToken) => ReadAsync(
        _peers,
        "select GrainIdExtensionString, convert_from(PayloadBinary, 'UTF8') from OrleansStorage where starts_with(GrainIdExtensionString, $1)",
        prefix, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return _server.DisposeAsync();
    }

    private static async Task<IReadOnlyDictionary<string, Sample>> ReadAsync(string database, string sql, string prefix, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = prefix } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, Sample>();
        while (await reader.ReadAsync(cancellationToken)) found.Add(reader.GetString(0), Parse(reader.GetString(1)));
        return found;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
