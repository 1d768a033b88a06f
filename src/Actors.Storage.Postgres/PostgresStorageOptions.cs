namespace Actors.Storage.Postgres;

/// <summary>How one PostgreSQL database is used. PostgreSQL 14 or newer, encoding UTF8.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>An Npgsql connection string. Its pool sizes and command timeout are set here instead. Default: none, it has to be set.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Batches in flight at once, each on a connection of its own. 1 to 4. Default: 2.</summary>
    public int Lanes { get; set; } = 2;

    /// <summary>Connections for reads, besides the lanes'. 1 to 100. Default: 8.</summary>
    public int ReadConnectionsMax { get; set; } = 8;

    /// <summary>How long a batch waits for a row that another transaction holds before it goes on without it. 10 ms to 10 s. Default: 100 ms.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an answer is waited for; after that a commit's outcome is unknown. 1 to 300 s. Default: 10 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <see cref="PostgresDatabase.MigrateAsync"/> waits for a server that cannot be reached yet. 0 to 1 h. Default: 0.</summary>
    public TimeSpan StartTimeout { get; set; }

    /// <summary>
    /// Whether a server is used that may lose what it has acknowledged (fsync, full_page_writes or synchronous_commit off), or whose clock
    /// is far from this machine's. Then a warning is logged instead. Default: false.
    /// </summary>
    public bool AllowUnsafe { get; set; }

    /// <summary>The cluster that the database belongs to, recorded at its first start. Default: none, which is not checked.</summary>
    public string? ClusterId { get; set; }

    /// <summary>Whether a database that belongs to another cluster is taken over: from then on that one is refused. Default: false.</summary>
    public bool AllowOtherCluster { get; set; }

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString)) throw new StorageSetupException("The connection string of PostgreSQL is empty. Set it, such as 'Host=db;Username=actors;Database=actors'.");
        Range(Lanes is >= 1 and <= 4, nameof(Lanes), Lanes, "1 to 4");
        Range(ReadConnectionsMax is >= 1 and <= 100, nameof(ReadConnectionsMax), ReadConnectionsMax, "1 to 100");
        Range(LockTimeout.TotalSeconds is >= 0.01 and <= 10, nameof(LockTimeout), LockTimeout, "10 ms to 10 s");
        Range(StartTimeout >= TimeSpan.Zero && StartTimeout.TotalHours <= 1, nameof(StartTimeout), StartTimeout, "0 s to 1 h");
        Range(CommandTimeout.TotalSeconds is >= 1 and <= 300, nameof(CommandTimeout), CommandTimeout, "1 s to 300 s");

        static void Range(bool holds, string name, object value, string allowed)
        {
            if (!holds) throw new StorageSetupException($"{name} is {value}; allowed is {allowed}.");
        }
    }
}
