using Microsoft.Data.Sqlite;

namespace Actors.Storage.Sqlite;

/// <summary>A connection with its prepared statements. Parameters are named $1, $2, ... in order. Used by one thread.</summary>
internal sealed class SqliteSession : IDisposable
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 16).Select(number => $"${number}")];

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private HotUpdate? _hotUpdate;

    internal SqliteSession(string path)
    {
        // No pool: the file is closed when the session is. The timeout is how long a foreign writer, such as a backup, is waited for.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            _connection.Open();
            // FULL: a commit is on the disk before it is acknowledged, also if the power fails.
            Once("pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory");
        }
        catch (SqliteException)
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement that is used again and again; answers how many rows it changed.</summary>
    internal int Execute(string sql, params ReadOnlySpan<object?> arguments) => Prepared(sql, arguments).ExecuteNonQuery();

    /// <summary>The statement for writes that change nothing but the state.</summary>
    internal bool UpdateState(RecordUnit unit, long updatedAt) => (_hotUpdate ??= new HotUpdate(_connection)).Execute(unit, updatedAt);

    /// <summary>Queries with a statement that is used again and again. Dispose the reader before the next use.</summary>
    internal SqliteDataReader Query(string sql, params ReadOnlySpan<object?> arguments) => Prepared(sql, arguments).ExecuteReader();

    internal object? Scalar(string sql, params ReadOnlySpan<object?> arguments) => Prepared(sql, arguments).ExecuteScalar();

    /// <summary>Runs statements once, without keeping them.</summary>
    internal void Once(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Several reads at one moment.</summary>
    internal T Snapshot<T>(Func<T> read)
    {
        Execute("begin");
        try
        {
            return read();
        }
        finally
        {
            Execute("commit");
        }
    }

    /// <summary>One durable transaction. If this throws before the commit was tried, nothing was written.</summary>
    internal T Transaction<T>(Func<T> write)
    {
        Execute("begin immediate");
        try
        {
            var result = write();
            Execute("commit");
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    public void Dispose()
    {
        _hotUpdate?.Dispose();
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private void Rollback()
    {
        // SQLite rolls back by itself after some errors, such as a full disk.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) Execute("rollback");
    }

    private SqliteCommand Prepared(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = Names[i] });
            _commands.Add(sql, command);
        }

        for (var i = 0; i < arguments.Length; i++) command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        return command;
    }
}
