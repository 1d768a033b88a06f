namespace Actors.Silo;

/// <summary>Where state is kept. Section <c>Actors</c>, keys <c>Data</c> and <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The folder of the SQLite file: <c>Actors:Data</c>. Default: data.</summary>
    internal string Data { get; init; } = "data";

    /// <summary><c>Actors:Storage:Provider</c>. Default: Sqlite when embedded, else Postgres.</summary>
    internal StorageProvider Provider { get; init; }

    /// <summary>The PostgreSQL databases: <c>Actors:Storage:Databases:0..n</c>, or <c>ConnectionStrings:actors-postgres</c> alone.</summary>
    internal IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>How long a start waits for PostgreSQL that cannot be reached: <c>Actors:Storage:StartTimeout</c>. 0 to 1 h. Default: 30 s.</summary>
    internal TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a PostgreSQL is used that may lose what it acknowledged or whose clock is far off: <c>Actors:Storage:AllowUnsafe</c>.
    /// Then a warning is logged instead. Default: false.
    /// </summary>
    internal bool AllowUnsafe { get; init; }

    /// <summary>Whether databases of another cluster are taken over: <c>Actors:Storage:AllowOtherCluster</c>. Default: false.</summary>
    internal bool AllowOtherCluster { get; init; }
}
