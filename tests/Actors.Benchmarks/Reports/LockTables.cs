using System.Globalization;
using System.Text;
using Actors.Benchmarks.Locking;

namespace Actors.Benchmarks.Reports;

/// <summary>The results about locks as Markdown, to be pasted into the README.</summary>
internal static class LockTables
{
    internal static string Of(string rate, string time, IReadOnlyList<LockResult> results)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"| {rate} | | {time} p50 | p99 | processor time per pair | ours / it | |")
            .AppendLine("|---|---:|---:|---:|---|---:|---|");
        foreach (var result in results)
        {
            var costs = string.Join(" + ", result.Costs.Select(cost => string.Create(CultureInfo.InvariantCulture, $"{cost.Microseconds:0} µs {cost.Name}")));
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Side} | {result.Measured.Rate:N0} | {result.Measured.P50.TotalMilliseconds:0.00} ms | {result.Measured.P99.TotalMilliseconds:0.00} ms | {costs} | **{result.Ratio:0.0}x** | {result.Note} |");
        }

        return text.ToString();
    }

    internal static string Of(RenewalResult result)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{result.Locks:N0} locks held by {result.Clients} clients, acquired in {result.Acquired.TotalSeconds:0.0} s")
            .AppendLine()
            .AppendLine("| process | with the locks held | without | difference |")
            .AppendLine("|---|---:|---:|---:|");
        foreach (var (name, held, idle) in result.Cores)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {held:0.0%} of a core | {idle:0.0%} | **{held - idle:0.0%}** |");
        }

        return text.ToString();
    }
}
