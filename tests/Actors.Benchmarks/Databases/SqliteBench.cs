using System.Text;
using Actors.Benchmarks.Grains;
using Actors.Benchmarks.Peers;
using Actors.Storage;
using Actors.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Orleans.Configuration;

namespace Actors.Benchmarks.Databases;

/// <summary>One SQLite file per side, both with a write-ahead log that is flushed at every commit.</summary>
internal sealed class SqliteBench : BenchDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actors-bench-").FullName;

    internal override string Name => "SQLite";

    private string Ours => Path.Combine(_folder, "ours.db");

    private string Peers => $"Data Source={Path.Combine(_folder, "adonet.db")}";

    internal static SqliteBench Start(AdoNetPeer peer)
    {
        var bench = new SqliteBench();
        using var connection = Open(bench.Peers);
        using var command = connection.CreateCommand();
        // Stays with the file. synchronous is FULL by default, which DescribeAsync checks.
        command.CommandText = "pragma journal_mode = wal;" + peer.SqliteSql;
        command.ExecuteNonQuery();
        return bench;
    }

    /// <summary>What a connection of the AdoNet side finds without a word from us: our own side sets the same itself.</summary>
    internal override Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        using var connection = Open(Peers);
        var (mode, synchronous) = ((string)Scalar("pragma journal_mode"), (long)Scalar("pragma synchronous"));
        return mode == "wal" && synchronous == 2
            ? Task.FromResult($"SQLite {Scalar("select sqlite_version()")}, journal_mode=wal, synchronous=FULL")
            : throw new InvalidOperationException($"Not what is to be compared: journal_mode={mode}, synchronous={synchronous}.");

        object Scalar(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteScalar()!;
        }
    }

    internal override IRecordDatabase OpenOurs() => new SqliteDatabase(new SqliteStorageOptions { Path = Ours }, TimeProvider.System);

    internal override void UseAsPeer(AdoNetGrainStorageOptions options)
    {
        // The provider's name for what it loads from Microsoft.Data.Sqlite.
        options.Invariant = "System.Data.SQLite";
        options.ConnectionString = Peers;
    }

    internal override Task<IReadOnlyDictionary<string, Sample>> ReadOursAsync(string prefix, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyDictionary<string, Sample>>(Read($"Data Source={Ours}", $"select key, cast(state as blob) from record where kind = '{Kind}' and substr(key, 1, length($1)) = $1", prefix));

    internal override Task<IReadOnlyDictionary<string, Sample>> ReadPeersAsync(string prefix, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyDictionary<string, Sample>>(Read(Peers, "select GrainIdExtensionString, PayloadBinary from OrleansStorage where substr(GrainIdExtensionString, 1, length($1)) = $1", prefix));

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static Dictionary<string, Sample> Read(string database, string sql, string prefix)
    {
        using var connection = Open(database);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$1", prefix);
        using var reader = command.ExecuteReader();
        var found = new Dictionary<string, Sample>();
        while (reader.Read()) found.Add(reader.GetString(0), Parse(Encoding.UTF8.GetString((byte[])reader.GetValue(1))));
        return found;
    }

    private static SqliteConnection Open(string database)
    {
        var connection = new SqliteConnection(database + ";Pooling=false");
        connection.Open();
        return connection;
    }
}
