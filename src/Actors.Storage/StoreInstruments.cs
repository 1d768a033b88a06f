using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Actors.Storage;

/// <summary>What the store tells about itself: meter and activity source "Actors.Storage".</summary>
public static class StoreInstruments
{
    public const string Name = "Actors.Storage";

    private static readonly Meter Meter = new(Name);
    private static readonly ConcurrentDictionary<CommitQueue, bool> Queues = [];
    private static readonly KeyValuePair<string, object?>[] Outcomes =
        [Outcome("unknown"), Outcome("committed"), Outcome("conflict"), Outcome("receipt-exists"), Outcome("busy")];

    private static readonly Counter<long> Units = Meter.CreateCounter<long>(
        "actors.store.units", "{unit}", "Units sent, by what became of them. A conflict fenced a writer that another activation has overtaken.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "actors.store.batch.size", "{unit}", "Units in one commit.");

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>(
        "actors.store.commit.duration", "s", "From sending a batch to its answer.");

    private static readonly Histogram<double> QueueWait = Meter.CreateHistogram<double>(
        "actors.store.queue.wait", "s", "How long the oldest unit of a batch had waited when the batch was sent.");

    private static readonly Counter<long> HeldRows = Meter.CreateCounter<long>(
        "actors.store.held_rows", "{unit}", "Units put off because someone else's transaction held their row locked; each try counts.");

    private static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>(
        "actors.store.refused", "{request}", "Commits, reads and queries refused because too many waited.");

    private static readonly ObservableGauge<long> Depth = Meter.CreateObservableGauge(
        "actors.store.queue.depth", static () => Queues.Keys.Sum(queue => (long)queue.Depth), "{unit}", "Units that wait for a lane, over all databases.");

    private static readonly ObservableGauge<long> Lanes = Meter.CreateObservableGauge(
        "actors.store.lanes.busy", static () => Queues.Keys.Sum(queue => (long)queue.BusyLanes), "{lane}", "Lanes that send commits now, over all databases.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    public static void Begin()
    {
        foreach (var outcome in Outcomes) Units.Add(0, outcome);
        Units.Add(0, Outcome("failed"));
        HeldRows.Add(0);
    }

    internal static void Opened(CommitQueue queue) => Queues.TryAdd(queue, true);

    internal static void Closed(CommitQueue queue) => Queues.TryRemove(queue, out _);

    internal static void Sent(int units, TimeSpan waited)
    {
        BatchSize.Record(units);
        QueueWait.Record(waited.TotalSeconds);
    }

    internal static void Refused(string what) => RefusedRequests.Add(1, new KeyValuePair<string, object?>("what", what));

    internal static void Answered(IReadOnlyList<UnitResult> results, TimeSpan elapsed)
    {
        CommitDuration.Record(elapsed.TotalSeconds);
        Span<int> counts = stackalloc int[Outcomes.Length];
        for (var i = 0; i < results.Count; i++) counts[(int)results[i]]++;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > 0) Units.Add(counts[i], Outcomes[i]);
        }

        if (counts[(int)UnitResult.Busy] > 0) HeldRows.Add(counts[(int)UnitResult.Busy]);
    }

    internal static void Failed(int units) => Units.Add(units, Outcome("failed"));

    internal static void Unknown(int units) => Units.Add(units, Outcomes[(int)UnitResult.Unknown]);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
