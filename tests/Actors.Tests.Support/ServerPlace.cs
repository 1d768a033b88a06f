namespace Actors.Tests.Support;

/// <summary>The host that a server runs on.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Namespace">The network namespace that is this host; null for the one that the test runs in.</param>
/// <param name="Disk">The folder that is its disk; null for the one of temporary files.</param>
public sealed record ServerPlace(string Address, string? Namespace = null, string? Disk = null)
{
    /// <summary>This host, for nobody else to reach.</summary>
    public static ServerPlace Loopback { get; } = new("127.0.0.1");

    internal string NewFolder(string name) => Disk is null
        ? Directory.CreateTempSubdirectory($"actors-{name}-").FullName
        : Directory.CreateDirectory(Path.Combine(Disk, name)).FullName;

    /// <summary>What to put before a command for it to run there: it becomes the command, under the same process id.</summary>
    internal IReadOnlyList<string> Entering => Namespace is null ? [] : ["ip", "netns", "exec", Namespace];
}
