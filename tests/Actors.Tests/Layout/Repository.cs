namespace Actors.Tests.Layout;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
        .Where(path => !InFolder(path, "artifacts") && !InFolder(path, "obj") && !InFolder(path, "bin") && !InFolder(path, ".git"));

    internal static bool Under(string path, string folder) => Relative(path).StartsWith(folder + "/", StringComparison.Ordinal);

    internal static bool InFolder(string path, string folder) => Relative(path).Split('/').SkipLast(1).Contains(folder);

    internal static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Actors.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the source tree: no Actors.sln above them.");
        }

        return folder;
    }
}
