using System.Diagnostics.Metrics;

namespace Actors.Feed;

/// <summary>What the feed tells about itself: meter "Actors.Feed".</summary>
public static class FeedInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Actors.Feed";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("actors.feed.events", "{event}", "Events handed to readers.");
    private static readonly Counter<long> Expiries = Meter.CreateCounter<long>(
        "actors.feed.expired_cursors", "{read}", "Reads that were refused, as events after their cursor are no longer kept.");

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "actors.feed.lag", "s", "How old the newest event of a batch was when it was handed to its reader. Clocks of two machines are compared.");

    /// <summary>Lets the series begin at 0, so that the first one counts.</summary>
    internal static void Begin()
    {
        foreach (var counter in new[] { Events, Expiries }) counter.Add(0);
    }

    internal static void HandedOut(int events, TimeSpan lag)
    {
        Events.Add(events);
        Lag.Record(Math.Max(0, lag.TotalSeconds));
    }

    internal static void Expired() => Expiries.Add(1);
}
