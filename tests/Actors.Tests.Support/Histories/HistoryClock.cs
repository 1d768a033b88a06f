using System.Diagnostics;

namespace Actors.Tests.Support.Histories;

/// <summary>The clock of histories: CLOCK_MONOTONIC, the same for all processes of a machine.</summary>
public static class HistoryClock
{
    public static long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public static long After(long at, TimeSpan time) => at + (time.Ticks * 100);
}
