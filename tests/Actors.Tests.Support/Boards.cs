using System.Text.Json;
using System.Text.RegularExpressions;

namespace Actors.Tests.Support;

/// <summary>The expressions of deploy/grafana's boards and deploy/prometheus's rules, and the metrics that they name.</summary>
public static partial class Boards
{
    private static readonly HashSet<string> NoMetrics = ["up"];

    /// <summary>All of them.</summary>
    public static IEnumerable<(string File, string Expression)> Expressions => Panels().Concat(Rules());

    /// <summary>The boards themselves.</summary>
    public static IEnumerable<JsonElement> All => Directory.GetFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json")
        .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement);

    /// <summary>The names before a brace, after grouping words and label names are taken out.</summary>
    public static IEnumerable<string> MetricsOf(string expression) => Names()
        .Matches(Grouping().Replace(Selector().Replace(expression, "{"), " "))
        .Select(match => match.Groups["name"].Value)
        .Where(name => !NoMetrics.Contains(name));

    /// <summary>deploy/ of the source tree that this was built from.</summary>
    public static string Folder { get; } = Find();

    private static IEnumerable<(string File, string Expression)> Panels()
        => from board in All
           from panel in board.GetProperty("panels").EnumerateArray()
           where panel.TryGetProperty("targets", out _)
           from target in panel.GetProperty("targets").EnumerateArray()
           select ($"{board.GetProperty("uid").GetString()}.json", target.GetProperty("expr").GetString()!);

    // An expression is the rest of its line, or, folded, the lines below that are further in.
    private static IEnumerable<(string File, string Expression)> Rules() => Expression()
        .Matches(File.ReadAllText(Path.Combine(Folder, "prometheus", "rules.yaml")))
        .Select(match => ("rules.yaml", match.Groups["expression"].Value));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Actors.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Actors.sln above the tests.");
        return Path.Combine(folder, "deploy");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(by|on|without|ignoring)\s*\([^)]*\)|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Grouping();

    // A function has a parenthesis behind it, and an operator is in capitals or a sign. What is left with an underscore is a metric.
    [GeneratedRegex(@"(?<![\w.])(?<name>up|[a-z]+_[a-z0-9_]+)\b(?!\s*\()")]
    private static partial Regex Names();

    [GeneratedRegex(@"^ +expr: (?:>-\n(?<expression>(?: {10}.*\n)+)|(?<expression>.*)$)", RegexOptions.Multiline)]
    private static partial Regex Expression();
}
