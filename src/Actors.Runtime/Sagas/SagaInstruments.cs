using System.Diagnostics.Metrics;

namespace Actors.Sagas;

/// <summary>What sagas tell about themselves: meter "Actors.Sagas". The tag is the definition, of which there are few.</summary>
public static class SagaInstruments
{
    public const string MeterName = "Actors.Sagas";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Starts = Meter.CreateCounter<long>("actors.saga.starts", "{saga}", "Sagas started.");
    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("actors.saga.ends", "{saga}", "Sagas ended, by status.");
    private static readonly Counter<long> Stuck = Meter.CreateCounter<long>("actors.saga.stuck", "{saga}", "Sagas that became stuck.");
    private static readonly Counter<long> TakeOvers = Meter.CreateCounter<long>("actors.saga.takeovers", "{saga}", "Sagas taken over from an activation that ended.");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("actors.saga.calls", "{call}", "Attempts of steps and undos, by outcome.");

    internal static void Started(string definition) => Starts.Add(1, Tag(definition));

    internal static void TakenOver(string definition) => TakeOvers.Add(1, Tag(definition));

    internal static void Called(string definition, string outcome)
        => Calls.Add(1, Tag(definition), new KeyValuePair<string, object?>("outcome", outcome));

    internal static void Rested(string definition, SagaStatus status)
    {
        if (status == SagaStatus.Stuck) Stuck.Add(1, Tag(definition));
        else Ends.Add(1, Tag(definition), new KeyValuePair<string, object?>("status", SagaTurns.Word(status)));
    }

    private static KeyValuePair<string, object?> Tag(string definition) => new("definition", definition);
}
