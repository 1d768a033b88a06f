namespace Actors.Locks;

/// <summary>Time-outs as DistributedLock has them: milliseconds in an int, -1 for ever.</summary>
internal static class Timeouts
{
    internal static TimeSpan Wait(TimeSpan timeout, string name)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return Timeout.InfiniteTimeSpan;
        return timeout >= TimeSpan.Zero && timeout.TotalMilliseconds <= int.MaxValue
            ? timeout
            : throw new ArgumentOutOfRangeException(name, timeout, $"A timeout is 0 to {int.MaxValue} ms, or -1 ms for ever.");
    }
}
