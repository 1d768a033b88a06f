using System.Globalization;
using System.Text;
using Actors.Benchmarks.Hot;
using Actors.Benchmarks.Load;
using Actors.Benchmarks.Nodes;
using Actors.Benchmarks.Writes;

namespace Actors.Benchmarks.Reports;

/// <summary>The results as Markdown, to be pasted into the README.</summary>
internal static class Tables
{
    internal static string Of(IReadOnlyCollection<WriteResult> results)
    {
        var text = new StringBuilder()
            .AppendLine("| database | callers | ours writes/s | p50 | p99 | AdoNet writes/s | p50 | p99 | ours / AdoNet |")
            .AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var result in results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {result.Database} | {result.Callers} | {Of(result.Ours)} | {Of(result.Peer)} | **{result.Ratio:0.0}x** |");
        }

        return text.ToString();
    }

    internal static string Of(IReadOnlyCollection<HotResult> results)
    {
        var text = new StringBuilder()
            .AppendLine("| database | callers | additions/s | p50 | p99 | commits/s | additions/commit |")
            .AppendLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var result in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Database} | {result.Callers} | {Of(result.Additions)} | {result.CommitsPerSecond:N0} | **{result.AdditionsPerCommit:0}** |");
        }

        return text.ToString();
    }

    internal static string Of(IReadOnlyCollection<NodeResult> starts) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | starts | "Actors is ready" | first 200 of /readyz | resident, 2 s later |
        |---:|---:|---:|---:|
        | {starts.Count} (median) | {Side.Median([.. starts.Select(start => start.Line.TotalSeconds)]):0.00} s | {Side.Median([.. starts.Select(start => start.Answer.TotalSeconds)]):0.00} s | {Side.Median([.. starts.Select(start => start.Megabytes)]):0} MiB |
        """);

    private static string Of(Side side) => string.Create(
        CultureInfo.InvariantCulture, $"{side.Rate:N0} | {side.P50.TotalMilliseconds:0.00} ms | {side.P99.TotalMilliseconds:0.00} ms");
}
