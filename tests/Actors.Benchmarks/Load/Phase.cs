using System.Diagnostics;

namespace Actors.Benchmarks.Load;

/// <summary>What callers got done in a span of time.</summary>
/// <param name="Rate">Calls per second that were answered within the span.</param>
/// <param name="Latencies">Of every call begun in the span, also of those answered after it: the slowest must not drop out.</param>
internal sealed record Phase(double Rate, IReadOnlyList<TimeSpan> Latencies)
{
    /// <summary>Lets all callers call for a while.</summary>
    internal static async Task<Phase> RunAsync(IReadOnlyList<ICaller> callers, TimeSpan length)
    {
        var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var answers = await Task.WhenAll(callers.Select(caller => Task.Run(() => CallAsync(caller, until))));
        return new Phase(answers.Sum(answer => answer.InTime) / length.TotalSeconds, [.. answers.SelectMany(answer => answer.Latencies)]);
    }

    private static async Task<(int InTime, List<TimeSpan> Latencies)> CallAsync(ICaller caller, long until)
    {
        var inTime = 0;
        var latencies = new List<TimeSpan>(1024);
        for (var started = Stopwatch.GetTimestamp(); started < until;)
        {
            await caller.CallAsync();
            var answered = Stopwatch.GetTimestamp();
            latencies.Add(Stopwatch.GetElapsedTime(started, answered));
            if (answered <= until) inTime++;
            started = answered;
        }

        return (inTime, latencies);
    }
}
