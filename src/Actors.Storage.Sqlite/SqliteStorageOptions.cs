namespace Actors.Storage.Sqlite;

/// <summary>Where the one file is.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>
    /// Path of the database file. Its folder is created when missing; SQLite keeps "-wal" and "-shm" files beside it and the
    /// node a ".lock" file. On a local disk: not on a network share. Default: "data/actors.db".
    /// </summary>
    public string Path { get; set; } = "data/actors.db";
}
