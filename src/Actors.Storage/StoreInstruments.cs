using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Storage;

/// <summary>What the store tells about itself: meter and activity source "Actors.Storage".</summary>
public static class StoreInstruments
{
    public const string Name = "Actors.Storage";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Units = Meter.CreateCounter<long>(
        "actors.store.units", "{unit}", "Units sent, by how their batch ended.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "actors.store.batch.size", "{unit}", "Units in one commit.");

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>(
        "actors.store.commit.duration", "s", "From sending a batch to its answer.");

    private static readonly Counter<long> HeldRows = Meter.CreateCounter<long>(
        "actors.store.held_rows", "{unit}", "Units put off because someone else's transaction held their row locked; each try counts.");

    internal static Activity? StartCommit(int units)
    {
        var activity = Source.StartActivity("commit", ActivityKind.Client);
        activity?.SetTag("actors.store.units", units);
        return activity;
    }

    internal static void Committed(int units, TimeSpan elapsed)
    {
        Units.Add(units, new KeyValuePair<string, object?>("outcome", "answered"));
        BatchSize.Record(units);
        CommitDuration.Record(elapsed.TotalSeconds);
    }

    internal static void Held() => HeldRows.Add(1);

    internal static void Unknown(int units) => Units.Add(units, new KeyValuePair<string, object?>("outcome", "unknown"));
}
