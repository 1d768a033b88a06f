using System.Diagnostics.Metrics;

namespace Actors.Sessions;

/// <summary>What sessions tell about themselves: meter "Actors.Sessions".</summary>
public static class SessionInstruments
{
    public const string MeterName = "Actors.Sessions";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Opens = Meter.CreateCounter<long>("actors.session.opens", "{session}", "Sessions that were opened, or found open.");
    private static readonly Counter<long> Renewals = Meter.CreateCounter<long>("actors.session.renewals", "{renewal}", "Renewals that were acknowledged.");
    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("actors.session.ends", "{session}", "Sessions that ended, by how.");
    private static readonly Counter<long> Notes = Meter.CreateCounter<long>("actors.session.notes", "{note}", "Notes that were left for owners.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        foreach (var counter in new[] { Opens, Renewals, Notes }) counter.Add(0);
        Count(expired: true, 0);
        Count(expired: false, 0);
    }

    internal static void Opened() => Opens.Add(1);

    internal static void Renewed() => Renewals.Add(1);

    internal static void Noted() => Notes.Add(1);

    internal static void Ended(bool expired) => Count(expired, 1);

    private static void Count(bool expired, int sessions) => Ends.Add(sessions, new KeyValuePair<string, object?>("how", expired ? "expired" : "ended"));
}
