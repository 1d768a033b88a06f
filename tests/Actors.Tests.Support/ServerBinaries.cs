namespace Actors.Tests.Support;

/// <summary>Finds the machine's own server programs. A missing one skips tests on a developer's machine and fails them in CI.</summary>
public static class ServerBinaries
{
    private static readonly string[] Path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);

    public const string PostgresMissing = "PostgreSQL's programs are missing. Install them (Debian: apt-get install postgresql) to run this test.";

    public const string RedisMissing = "redis-server is missing. Install it (Debian: apt-get install redis-server) to run this test.";

    public const string EtcdMissing = "etcd is missing. Install it (Debian: apt-get install etcd-server) to run this.";

    public const string NginxMissing = "nginx is missing. Install it (Debian: apt-get install nginx-light) to run this test.";

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>, the newest version first; null when missing.</summary>
    public static string? FindPostgres()
    {
        const string versioned = "/usr/lib/postgresql";
        var folders = Directory.Exists(versioned)
            ? Directory.GetDirectories(versioned).OrderByDescending(folder => int.TryParse(System.IO.Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => System.IO.Path.Combine(folder, "bin"))
            : [];
        return Found(folders.Concat(Path).FirstOrDefault(folder => Has(folder, "initdb") && Has(folder, "postgres")), PostgresMissing);
    }

    /// <summary>The path of <c>redis-server</c>; null when missing.</summary>
    public static string? FindRedis() => Find("redis-server", RedisMissing);

    /// <summary>The path of <c>etcd</c>; null when missing.</summary>
    public static string? FindEtcd() => Find("etcd", EtcdMissing);

    /// <summary>The path of <c>nginx</c>, which Debian keeps where only root looks; null when missing.</summary>
    public static string? FindNginx() => Find("nginx", NginxMissing);

    private static string? Find(string program, string missing)
        => Found(Path.Append("/usr/sbin").FirstOrDefault(folder => Has(folder, program)), missing) is { } folder ? System.IO.Path.Combine(folder, program) : null;

    private static bool Has(string folder, string program) => folder.Length > 0 && File.Exists(System.IO.Path.Combine(folder, program));

    private static string? Found(string? folder, string missing)
        => folder is null && Environment.GetEnvironmentVariable("CI") == "true" ? throw new InvalidOperationException(missing + " In CI nothing is skipped.") : folder;
}
