using System.Diagnostics.Metrics;
using Actors.Telemetry;

namespace Actors.Locks;

/// <summary>What locks tell about themselves: meter "Actors.Locks".</summary>
public static class LockInstruments
{
    public const string MeterName = "Actors.Locks";

    private static readonly Tally AllHolders = new();
    private static readonly Tally AllWaiters = new();
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Grants = Meter.CreateCounter<long>("actors.lock.grants", "{grant}", "Grants, by mode.");
    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("actors.lock.ends", "{grant}", "Grants that ended, by how.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("actors.lock.refusals", "{request}", "Refused requests, by code.");
    private static readonly ObservableGauge<long> HeldNow = Meter.CreateObservableGauge(
        "actors.lock.holders", static () => AllHolders.Sum, "{grant}", "Grants that are held, of the locks that are active on this silo.");
    private static readonly ObservableGauge<long> WaitingNow = Meter.CreateObservableGauge(
        "actors.lock.waiters", static () => AllWaiters.Sum, "{request}", "Requests that stand in line at the locks that are active on this silo.");
    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "actors.lock.wait", "s", "How long granted requests had stood in line at the activation that granted them.");

    /// <summary>What the gauge of grants shows: each activation's part is its lock's holders.</summary>
    internal static Tally Holders => AllHolders;

    /// <summary>Likewise of those who stand in line.</summary>
    internal static Tally Waiters => AllWaiters;

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        foreach (var mode in Enum.GetValues<LockMode>().Where(mode => mode != LockMode.Unknown)) Grants.Add(0, new KeyValuePair<string, object?>("mode", mode.ToString()));
        foreach (var how in Enum.GetValues<LockEnd>().Where(how => how != LockEnd.Unknown)) Ends.Add(0, new KeyValuePair<string, object?>("how", how.ToString()));
    }

    internal static void Granted(LockMode mode, TimeSpan waited)
    {
        Grants.Add(1, new KeyValuePair<string, object?>("mode", mode.ToString()));
        Waits.Record(waited.TotalSeconds);
    }

    internal static void Ended(LockEnd how) => Ends.Add(1, new KeyValuePair<string, object?>("how", how.ToString()));

    internal static void Refused(ErrorCode code) => Refusals.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));
}
