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
}
