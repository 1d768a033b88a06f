using System.Diagnostics.Metrics;

namespace Actors.Leaders;

/// <summary>What roles tell about themselves: meter "Actors.Leaders".</summary>
public static class LeaderInstruments
{
    public const string MeterName = "Actors.Leaders";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Elections = Meter.CreateCounter<long>("actors.leader.elections", "{term}", "Terms that began.");
    private static readonly Counter<long> Resignations = Meter.CreateCounter<long>(
        "actors.leader.resignations", "{term}", "Terms that ended as their leader resigned.");
    private static readonly Counter<long> Expiries = Meter.CreateCounter<long>(
        "actors.leader.expiries", "{term}", "Terms that ended as their leader was not heard of.");
    private static readonly Counter<long> Yields = Meter.CreateCounter<long>(
        "actors.leader.yields", "{term}", "Terms whose leader was asked to yield.");
    private static readonly Counter<long> Heartbeats = Meter.CreateCounter<long>(
        "actors.leader.heartbeats", "{heartbeat}", "Campaigns and heartbeats that were answered.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        foreach (var counter in new[] { Elections, Resignations, Expiries, Yields }) counter.Add(0);
    }

    internal static void Answered(LeaderReply reply) => Heartbeats.Add(1, new KeyValuePair<string, object?>("answer", reply switch
    {
        LeaderReply.Leading => "leading",
        LeaderReply.Following => "following",
        _ => "refused",
    }));

    internal static void Happened(string type)
    {
        var counter = type switch
        {
            LeaderEvents.Elected => Elections,
            LeaderEvents.Resigned => Resignations,
            LeaderEvents.Expired => Expiries,
            LeaderEvents.YieldRequested => Yields,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such event."),
        };
        counter.Add(1);
    }
}
