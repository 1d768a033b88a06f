namespace Actors.Silo;

internal enum StorageProvider
{
    Unknown = 0,

    /// <summary>One file on this machine.</summary>
    Sqlite = 1,

    /// <summary>One or more PostgreSQL databases.</summary>
    Postgres = 2,

    /// <summary>Nothing is kept over a restart.</summary>
    Memory = 3,
}
