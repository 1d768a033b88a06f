using System.Diagnostics.Metrics;

namespace Actors.Leaders.Partitions;

/// <summary>What partition groups tell about themselves, under the meter of roles.</summary>
internal static class PartitionInstruments
{
    private static readonly Meter Meter = new(LeaderInstruments.MeterName);
    private static readonly Counter<long> Heartbeats = Meter.CreateCounter<long>(
        "actors.partition.heartbeats", "{heartbeat}", "Heartbeats of members that were answered.");
    private static readonly Counter<long> Assignments = Meter.CreateCounter<long>("actors.partition.assignments", "{term}", "Partitions that were given to a member.");
    private static readonly Counter<long> Revocations = Meter.CreateCounter<long>(
        "actors.partition.revocations", "{term}", "Partitions that a member was told to give up.");
    private static readonly Counter<long> Members = Meter.CreateCounter<long>("actors.partition.members", "{member}", "Members that came or went.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        foreach (var counter in new[] { Assignments, Revocations }) counter.Add(0);
    }

    internal static void Answered(PartitionReply reply)
        => Heartbeats.Add(1, new KeyValuePair<string, object?>("answer", reply is PartitionReply.Joined ? "joined" : "refused"));

    internal static void Happened(string type, object data)
    {
        if (data is PlanEventData plan) (type == PartitionEvents.Assigned ? Assignments : Revocations).Add(plan.Partitions.Count);
        else Members.Add(1, new KeyValuePair<string, object?>("event", type));
    }
}
