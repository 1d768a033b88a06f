using System.Diagnostics;
using System.Text;

namespace Actors.Tests.Layout;

/// <summary>The bugs that the fault suite has to catch live in patches: they fit the source, and the product knows nothing of them.</summary>
public sealed class SeededBugTests
{
    private const string Switch = "ACTORS_SEEDED_BUG";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Actors.Faults", "SeededBugs");

    private static IEnumerable<string> Patches => Directory.EnumerateFiles(Folder, "*.patch").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Bugs => Patches.Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name[0] != '_');

    [Fact]
    public async Task All_of_them_apply_together()
    {
        if (!Path.Exists(Path.Combine(Repository.Root, ".git"))) Assert.Skip("This is no git work tree.");
        var start = new ProcessStartInfo("git", ["apply", "--check", "-"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        foreach (var patch in Patches) await git.StandardInput.WriteAsync(await File.ReadAllTextAsync(patch, TestContext.Current.CancellationToken));
        git.StandardInput.Close();
        var errors = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(git.ExitCode == 0, errors);
    }

    [Fact]
    public void There_are_ten_at_least_and_each_has_its_switch_its_suite_and_its_row_in_the_table()
    {
        var table = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Actors.Faults", "README.md"));
        Assert.True(Bugs.Count() >= 10, $"There are {Bugs.Count()}.");
        Assert.All(Bugs, bug =>
        {
            var patch = File.ReadAllLines(Path.Combine(Folder, $"{bug}.patch"));
            Assert.Contains(patch, line => line.StartsWith('+') && line.Contains($"\"{bug}\"", StringComparison.Ordinal));
            Assert.Contains(patch, line => line.StartsWith("Caught-by: Actors.", StringComparison.Ordinal));
            Assert.Single(table, line => line.StartsWith($"| {bug} |", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_product_has_no_switch()
    {
        string[] product = ["src", "silo", "client"];
        Assert.Empty(Repository.Files("*.cs").Where(path => product.Any(folder => Repository.Under(path, folder)))
            .Where(path => File.ReadAllText(path).Contains(Switch, StringComparison.Ordinal)).Select(Repository.Relative));

        // A string of an assembly is stored in two bytes a character.
        var assemblies = Directory.EnumerateFiles(AppContext.BaseDirectory, "Actors.*.dll")
            .Where(path => !Path.GetFileName(path).StartsWith("Actors.Tests", StringComparison.Ordinal)).ToList();
        Assert.True(assemblies.Count >= 8, string.Join(", ", assemblies));
        Assert.Empty(assemblies.Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.Unicode.GetBytes(Switch)) >= 0).Select(path => Path.GetFileName(path)));
    }
}
