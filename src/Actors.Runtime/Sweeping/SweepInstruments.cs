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

    internal static void Found(int records) => Due.Add(records);

    internal static void Failed() => Failures.Add(1);
}
