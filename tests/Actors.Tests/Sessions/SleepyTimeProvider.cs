using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Sessions;

/// <summary>A machine that can sleep: its clock counts on, its timers do not.</summary>
internal sealed class SleepyTimeProvider : FakeTimeProvider
{
    private TimeSpan _slept;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(_slept.TotalSeconds * TimestampFrequency);

    internal void Sleep(TimeSpan span) => _slept += span;
}
