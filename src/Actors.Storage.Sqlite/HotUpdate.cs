using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Actors.Storage.Sqlite;

/// <summary>
/// The one statement that most writes are: a new state under a new version, and nothing else. It goes to SQLite directly, as
/// the command and reader objects around it would cost more than the statement itself.
/// </summary>
internal sealed class HotUpdate : IDisposable
{
    private const string Sql = "update record set version = ?1, state = ?2, updated_at = ?3 where kind = ?4 and key = ?5 and version = ?6";

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    internal HotUpdate(SqliteConnection connection)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, Sql, out _statement), _database);
    }

    /// <summary>Whether the row had the expected version, and now has the new one.</summary>
    internal bool Execute(RecordUnit unit, long updatedAt)
    {
        raw.sqlite3_bind_int64(_statement, 1, unit.NewVersion);
        raw.sqlite3_bind_text(_statement, 2, unit.State);
        raw.sqlite3_bind_int64(_statement, 3, updatedAt);
        raw.sqlite3_bind_text(_statement, 4, unit.Key.Kind);
        raw.sqlite3_bind_text(_statement, 5, unit.Key.Key);
        raw.sqlite3_bind_int64(_statement, 6, unit.ExpectedVersion);
        var result = raw.sqlite3_step(_statement);
        var changed = raw.sqlite3_changes(_database);
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
        return changed == 1;
    }

    public void Dispose() => _statement.Dispose();
}
