namespace Actors.Benchmarks.Peers;

/// <summary>Our own scripts for the AdoNet provider, whose packages have none.</summary>
internal static class PeerSql
{
    internal static string Read(string name)
    {
        using var stream = typeof(PeerSql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script '{name}' is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
