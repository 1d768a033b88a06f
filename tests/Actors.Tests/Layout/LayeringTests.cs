using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Actors.Tests.Layout;

/// <summary>The directions of the design, read from the project files and the source.</summary>
public sealed partial class LayeringTests
{
    private static readonly string[] Pillars = ["Locks", "Leaders", "Entities", "Sagas"];
    private static readonly string[] KernelFolders = ["Leases", "Records", "Sessions", "Sweeping", "Feed", "Commands", "Calls", "Requests", "Cluster"];

    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Actors.Contracts"] = [],
        ["Actors.Clustering"] = ["Actors.Contracts", "Actors.Storage.Postgres"],
        ["Actors.Storage"] = [],
        ["Actors.Storage.Sqlite"] = ["Actors.Storage"],
        ["Actors.Storage.Postgres"] = ["Actors.Storage"],
        ["Actors.Runtime"] = ["Actors.Contracts", "Actors.Storage"],
        ["Actors.Client"] = ["Actors.Contracts"],
        ["Actors.DistributedLock"] = ["Actors.Client"],
        ["Actors.Http"] = ["Actors.Client"],
        ["Actors.Testing"] = ["Actors.Http", "Actors.Runtime", "Actors.Storage"],
        ["Shop"] = ["Actors.Contracts"],
        ["Actors.Silo"] = ["Actors.Clustering", "Actors.Http", "Actors.Runtime", "Actors.Storage.Postgres", "Actors.Storage.Sqlite", "Shop"],
        ["Actors.Web"] = ["Actors.Clustering", "Actors.Http"],
    };

    public static TheoryData<string> Projects => [.. AllowedReferences.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_layer_allows(string project)
    {
        var file = Repository.Files("*.csproj").Single(path => Path.GetFileNameWithoutExtension(path) == project);
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(AllowedReferences[project]));
    }

    [Fact]
    public void Only_the_clustering_library_and_the_executables_name_providers()
    {
        string[] providers = ["Microsoft.Orleans.Clustering.", "Microsoft.Orleans.Persistence.", "StackExchange.Redis"];
        var guilty = Repository.Files("*.csproj")
            .Where(path => Repository.Under(path, "src") && !Repository.Under(path, "src/Actors.Clustering"))
            .Where(path => providers.Any(provider => File.ReadAllText(path).Contains(provider, StringComparison.Ordinal)));
        Assert.Empty(guilty);
    }

    [Fact]
    public void Pillars_never_mention_one_another()
    {
        var guilty = from path in Sources()
                     let own = Pillars.FirstOrDefault(pillar => Repository.InFolder(path, pillar))
                     where own is not null
                     from other in Pillars.Where(pillar => pillar != own)
                     where Mentions(path, other)
                     select $"{Repository.Relative(path)} mentions {other}";
        Assert.Empty(guilty);
    }

    [Fact]
    public void Kernel_folders_never_mention_a_pillar()
    {
        var guilty = from path in Sources()
                     where KernelFolders.Any(folder => Repository.InFolder(path, folder))
                     from pillar in Pillars
                     where Mentions(path, pillar)
                     select $"{Repository.Relative(path)} mentions {pillar}";
        Assert.Empty(guilty);
    }

    [Fact]
    public void Machines_are_pure()
    {
        var guilty = from path in Sources()
                     where path.EndsWith("Machine.cs", StringComparison.Ordinal)
                     from Match match in Impure().Matches(File.ReadAllText(path))
                     select $"{Repository.Relative(path)}: {match.Value}";
        Assert.Empty(guilty);
        Assert.True(Sources().Count(path => path.EndsWith("Machine.cs", StringComparison.Ordinal)) >= 5);
    }

    [Fact]
    public void Composition_roots_stay_short()
    {
        foreach (var program in new[] { "silo/Program.cs", "client/Program.cs" })
        {
            Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, program)).Length, 1, 60);
        }
    }

    private static IEnumerable<string> Sources() => Repository.Files("*.cs").Where(path => Repository.Under(path, "src") && !Repository.Under(path, "src/Shop"));

    private static bool Mentions(string path, string pillar)
        => Regex.IsMatch(File.ReadAllText(path), $@"^(using|namespace) Actors\.{pillar}\b|\bActors\.{pillar}\.\w", RegexOptions.Multiline);

    [GeneratedRegex(@"^using (Orleans|Microsoft)\b.*|\b(async|await|ILogger|TimeProvider|NewGuid|Random)\b|DateTime(Offset)?\.(Utc)?Now", RegexOptions.Multiline)]
    private static partial Regex Impure();
}
