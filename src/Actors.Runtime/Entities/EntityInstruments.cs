using System.Diagnostics.Metrics;

namespace Actors.Entities;

/// <summary>What entities tell about themselves: meter "Actors.Entities".</summary>
public static class EntityInstruments
{
    public const string MeterName = "Actors.Entities";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>(
        "actors.entity.commands", "{command}", "Commands answered, by type of entity and outcome.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "actors.entity.command.duration", "s", "From a command's arrival at its grain to its answer.");

    private static readonly Counter<long> Expiries = Meter.CreateCounter<long>(
        "actors.entity.expiries", "{entity}", "Rows removed because their time had come.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        Expiries.Add(0);
    }

    internal static void Answered(string type, string outcome, TimeSpan elapsed)
    {
        var tags = new KeyValuePair<string, object?>("actors.entity.type", type);
        Commands.Add(1, tags, new KeyValuePair<string, object?>("outcome", outcome));
        Duration.Record(elapsed.TotalSeconds, tags);
    }

    internal static void Expired() => Expiries.Add(1);
}
