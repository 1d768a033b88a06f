using System.Globalization;
using System.Text;
using Actors.Benchmarks.Clusters;

namespace Actors.Benchmarks.Reports;

/// <summary>The results about clusters as Markdown, to be pasted into the README.</summary>
internal static class ClusterTables
{
    internal static string Of(IReadOnlyList<ClusterResult> results)
    {
        var text = new StringBuilder()
            .AppendLine("| door | silos | additions/s | p50 | p99 | against 1 silo | processor time per addition | additions/commit | WAL bytes | Redis calls/s |")
            .AppendLine("|---|---:|---:|---:|---:|---:|---|---:|---:|---:|");
        foreach (var result in results)
        {
            var costs = string.Join(" + ", result.Costs.Select(cost => string.Create(CultureInfo.InvariantCulture, $"{cost.Microseconds:0.0} µs {cost.Name}")));
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Door} | {result.Silos} | {result.Measured.Rate:N0} | {result.Measured.P50.TotalMilliseconds:0.00} ms | {result.Measured.P99.TotalMilliseconds:0.00} ms | **{result.Ratio:0.00}x** | {costs} | {result.AdditionsPerCommit:0.0} | {result.WalBytes:N0} | {result.RedisCalls:0} |");
        }

        return text.ToString();
    }

    internal static string OfIdle(IReadOnlyList<(string Name, double Cores)> idle)
    {
        var text = new StringBuilder().AppendLine("| idle process | of a core |").AppendLine("|---|---:|");
        foreach (var (name, cores) in idle) text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {cores:0.0%} |");
        return text.ToString();
    }
}
