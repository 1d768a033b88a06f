namespace Actors.Benchmarks.Peers;

/// <summary>How the AdoNet side is set up.</summary>
/// <param name="Lean">Whether it gets our JSON and, on PostgreSQL, our fill factor, which it does not ship with.</param>
/// <param name="Scripts">
/// The folder src/AdoNet of Orleans' repository, for the tables and queries that its users run, as its packages have none; null for
/// leaner ones of ours, which are in this program.
/// </param>
internal sealed record AdoNetPeer(bool Lean, string? Scripts)
{
    internal string Description => Scripts is null ? "AdoNet runs lean scripts of ours" : $"AdoNet runs the scripts of {Scripts}";

    internal string PostgresSql => Sql("PostgreSQL", "AdoNetPostgres.sql") + (Lean ? "alter table OrleansStorage set (fillfactor = 60);" : "");

    internal string SqliteSql => Sql("Sqlite", "AdoNetSqlite.sql");

    private string Sql(string product, string ours)
    {
        if (Scripts is null) return Embedded(ours);
        string[] files = [Path.Combine(Scripts, "Shared", $"{product}-Main.sql"), Path.Combine(Scripts, "Orleans.Persistence.AdoNet", $"{product}-Persistence.sql")];
        return files.FirstOrDefault(file => !File.Exists(file)) is { } missing
            ? throw new InvalidOperationException($"There is no '{missing}'. Give --peer-scripts the folder src/AdoNet of a clone of dotnet/orleans.")
            : string.Join('\n', files.Select(File.ReadAllText));
    }

    private static string Embedded(string name)
    {
        using var stream = typeof(AdoNetPeer).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script '{name}' is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
