namespace Actors.Tests.Layout;

/// <summary>Every pillar is built the same way: the nouns change, the roles do not.</summary>
public sealed class PillarTests
{
    private static readonly string[] Headings =
    [
        "What it promises", "What it does not promise", "States and transitions", "Failure and recovery", "Limits", "Options",
    ];

    public static TheoryData<string, string> Pillars => new()
    {
        { "Entities", "Entity" },
        { "Leaders", "Leader" },
        { "Locks", "Lock" },
        { "Sagas", "Saga" },
    };

    [Theory]
    [MemberData(nameof(Pillars))]
    public void A_pillar_has_every_role(string pillar, string noun)
    {
        string[] roles =
        [
            $"Actors.Contracts/{pillar}/I{noun}Grain.cs",
            $"Actors.Contracts/{pillar}/{noun}Reply.cs",
            $"Actors.Contracts/{pillar}/{noun}Description.cs",
            $"Actors.Runtime/{pillar}/{noun}Machine.cs",
            $"Actors.Runtime/{pillar}/{noun}State.cs",
            $"Actors.Runtime/{pillar}/{noun}Grain.cs",
            $"Actors.Runtime/{pillar}/{noun}Options.cs",
            $"Actors.Runtime/{pillar}/{noun}OptionsValidator.cs",
            $"Actors.Runtime/{pillar}/{noun}Instruments.cs",
            $"Actors.Runtime/{pillar}/{noun}Services.cs",
            $"Actors.Runtime/{pillar}/README.md",
            $"Actors.Client/{pillar}/{pillar}.cs",
            $"Actors.Client/{pillar}/{noun}Handle.cs",
            $"Actors.Http/{pillar}/{noun}Endpoints.cs",
        ];
        var missing = roles.Where(role => !File.Exists(Path.Combine(Repository.Root, "src", role))).ToList();
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Pillars))]
    public void A_pillars_README_has_the_six_headings(string pillar, string noun)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "src", "Actors.Runtime", pillar, "README.md"));
        Assert.Equal(Headings, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim()));
        Assert.Contains(lines, line => line.Contains($"Actors:{pillar}", StringComparison.Ordinal) || line.Contains($"{noun}Options", StringComparison.Ordinal));
    }
}
