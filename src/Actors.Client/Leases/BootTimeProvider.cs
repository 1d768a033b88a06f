using System.Runtime.InteropServices;

namespace Actors.Leases;

/// <summary>
/// A monotonic clock that also counts while the machine sleeps. Linux's usual one stands still then, and a holder that wakes
/// would trust a lease that ended long ago. Elsewhere the system's own clock is used: Windows' counts through sleep.
/// </summary>
internal sealed class BootTimeProvider : TimeProvider
{
    private const int ClockBootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private BootTimeProvider()
    {
    }

    public override long TimestampFrequency => NanosecondsPerSecond;

    /// <summary>The clock to hold leases by in the place of <paramref name="time"/>; a clock of a test is left as it is.</summary>
    internal static TimeProvider For(TimeProvider time)
        => ReferenceEquals(time, System) && OperatingSystem.IsLinux() && Environment.Is64BitProcess && Read(ClockBootTime, out _) == 0
            ? new BootTimeProvider()
            : time;

    public override long GetTimestamp() => Read(ClockBootTime, out var now) == 0
        ? (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds
        : throw new InvalidOperationException("The clock that counts since boot cannot be read any more.");

    [DllImport("libc", EntryPoint = "clock_gettime", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Read(int clock, out Timespec now);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        internal readonly long Seconds;
        internal readonly long Nanoseconds;
    }
}
