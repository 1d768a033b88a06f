using System.Diagnostics.Metrics;

namespace Actors.Leaders;

/// <summary>What leader services tell about themselves: meter "Actors.Leaders.Services".</summary>
public static class LeaderServiceInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Actors.Leaders.Services";

    internal const string Completed = "completed";
    internal const string Stopped = "stopped";
    internal const string Failed = "failed";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Terms = Meter.CreateCounter<long>(
        "actors.leader.service.terms", "{term}", "Terms in which a leader service ran, by how its run ended.");
    private static readonly Counter<long> Overruns = Meter.CreateCounter<long>(
        "actors.leader.service.overruns", "{term}", "Terms that were lost while the service still ran.");

    internal static void Ended(string end) => Terms.Add(1, new KeyValuePair<string, object?>("end", end));

    internal static void Overran() => Overruns.Add(1);
}
