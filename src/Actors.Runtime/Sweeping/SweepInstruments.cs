using System.Diagnostics.Metrics;

namespace Actors.Sweeping;

/// <summary>What the sweepers tell about themselves: meter "Actors.Sweeping".</summary>
public static class SweepInstruments
{
    public const string MeterName = "Actors.Sweeping";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Due = Meter.CreateCounter<long>("actors.sweep.due", "{record}", "Records found due.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "actors.sweep.failures", "{record}", "Records that could not be woken and are tried again.");

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "actors.sweep.lag", "s", "By sweep, how long the record that had been due longest had been so; 0 if none was. Clocks of two machines are compared.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "actors.sweep.duration", "s", "How long sweeps took, with the wakes of what they found.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        foreach (var counter in new[] { Due, Failures }) counter.Add(0);
    }

    internal static void Found(int records, TimeSpan lag)
    {
        Due.Add(records);
        Lag.Record(Math.Max(0, lag.TotalSeconds));
    }

    internal static void Failed() => Failures.Add(1);

    internal static void Swept(TimeSpan elapsed) => Duration.Record(elapsed.TotalSeconds);
}
