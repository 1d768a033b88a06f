using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Actors.Sagas;

/// <summary>What sagas tell about themselves: meter and activity source "Actors.Sagas". The tag is the definition, of which there are few.</summary>
public static class SagaInstruments
{
    public const string MeterName = "Actors.Sagas";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<(string Definition, SagaStatus Status), long> Counts = [];
    private static readonly Counter<long> Starts = Meter.CreateCounter<long>("actors.saga.starts", "{saga}", "Sagas started.");
    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("actors.saga.ends", "{saga}", "Sagas ended, by status.");
    private static readonly Counter<long> Stuck = Meter.CreateCounter<long>("actors.saga.stuck", "{saga}", "Sagas that became stuck.");
    private static readonly Counter<long> TakeOvers = Meter.CreateCounter<long>("actors.saga.takeovers", "{saga}", "Sagas taken over from an activation that ended.");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("actors.saga.calls", "{call}", "Attempts of steps and undos, by outcome.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "actors.saga.call.duration", "s", "How long attempts of steps and undos took, without the commit of their result.");

    // By the store, so every silo tells the same.
    private static readonly ObservableGauge<long> Unfinished = Meter.CreateObservableGauge(
        "actors.saga.unfinished", Observe, "{saga}", "Sagas that have not ended, by status, in the whole cluster: take the maximum over silos, not the sum.");

    /// <summary>Lets a definition's series begin at 0, so that the first one counts.</summary>
    internal static void Begin(string definition)
    {
        foreach (var counter in new[] { Starts, Stuck, TakeOvers }) counter.Add(0, Tag(definition));
        foreach (var status in new[] { SagaStatus.Completed, SagaStatus.Compensated, SagaStatus.Terminated }) Ends.Add(0, Tag(definition), Tag(status));
    }

    internal static void Started(string definition) => Starts.Add(1, Tag(definition));

    internal static void TakenOver(string definition) => TakeOvers.Add(1, Tag(definition));

    /// <summary>An attempt has ended. A failure's code is the participant's word, of which there may be any number: its class is told.</summary>
    internal static void Called(string definition, SagaFailure? failure, TimeSpan elapsed)
    {
        var outcome = failure switch
        {
            null => "done",
            { MayHaveRun: true } => "in-doubt",
            { Retryable: true } => "retryable",
            _ => "refused",
        };
        Calls.Add(1, Tag(definition), new KeyValuePair<string, object?>("outcome", outcome));
        Durations.Record(elapsed.TotalSeconds, Tag(definition));
    }

    internal static void Rested(string definition, SagaStatus status)
    {
        if (status == SagaStatus.Stuck) Stuck.Add(1, Tag(definition));
        else Ends.Add(1, Tag(definition), Tag(status));
    }

    internal static void Counted(string definition, SagaStatus status, long sagas) => Counts[(definition, status)] = sagas;

    internal static void Uncounted() => Counts.Clear();

    private static IEnumerable<Measurement<long>> Observe()
        => Counts.Select(count => new Measurement<long>(count.Value, Tag(count.Key.Definition), Tag(count.Key.Status)));

    private static KeyValuePair<string, object?> Tag(string definition) => new("definition", definition);

    private static KeyValuePair<string, object?> Tag(SagaStatus status) => new("status", SagaTurns.Word(status));
}
