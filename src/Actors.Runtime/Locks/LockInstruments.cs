using System.Diagnostics.Metrics;

namespace Actors.Locks;

/// <summary>What locks tell about themselves: meter "Actors.Locks".</summary>
public static class LockInstruments
{
    public const string MeterName = "Actors.Locks";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Grants = Meter.CreateCounter<long>("actors.lock.grants", "{grant}", "Grants, by mode.");
    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("actors.lock.ends", "{grant}", "Grants that ended, by how.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("actors.lock.refusals", "{request}", "Refused requests, by code.");
    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "actors.lock.wait", "s", "How long granted requests had stood in line at the activation that granted them.");

    internal static void Granted(LockMode mode, TimeSpan waited)
    {
        Grants.Add(1, new KeyValuePair<string, object?>("mode", mode.ToString()));
        Waits.Record(waited.TotalSeconds);
    }

    internal static void Ended(LockEnd how) => Ends.Add(1, new KeyValuePair<string, object?>("how", how.ToString()));

    internal static void Refused(ErrorCode code) => Refusals.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));
}
