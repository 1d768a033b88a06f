using System.Text.RegularExpressions;

namespace Actors.Faults.Telemetry;

/// <summary>What a process says at /metrics.</summary>
internal sealed partial class Metrics
{
    internal Metrics(string text)
    {
        Text = text;
        Helped = Help().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet();
        foreach (Match line in Sample().Matches(text))
        {
            var name = line.Groups["name"].Value;
            Names.Add(name);
            foreach (Match label in Label().Matches(line.Groups["labels"].Value)) Labels.Add((name, label.Groups["name"].Value, label.Groups["value"].Value));
        }
    }

    internal string Text { get; }

    /// <summary>Those that have a help text.</summary>
    internal HashSet<string> Helped { get; }

    internal HashSet<string> Names { get; } = [];

    internal HashSet<(string Metric, string Label, string Value)> Labels { get; } = [];

    /// <summary>A histogram's help is under its own name, its samples under three others.</summary>
    internal bool HasHelp(string name) => Helped.Contains(name) || Helped.Contains(Part().Replace(name, ""));

    [GeneratedRegex("^# HELP (?<name>[a-z_0-9]+) .", RegexOptions.Multiline)]
    private static partial Regex Help();

    [GeneratedRegex(@"^(?<name>[a-z_0-9]+)(\{(?<labels>.*)\})? [^ \n]+( [0-9.]+)?$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>[a-z_0-9]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();
}
