namespace Actors.Leases;

/// <summary>
/// The end of a hold as its holder must see it: an instant of the holder's monotonic clock, counted from when the last
/// acknowledged renewal was <em>sent</em>, watched by a timer of its own that no hanging call holds up. The timer looks at the clock
/// each second: timers stand still while the machine sleeps, the clock (<see cref="BootTimeProvider"/>) does not. Once it has passed
/// it stays so.
/// </summary>
internal sealed class HolderDeadline : IDisposable
{
    private static readonly TimeSpan TickMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan TickMax = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _passed = new();
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _deadline;
    private bool _ended;

    /// <param name="time">The holder's clock; only its monotonic side is used.</param>
    /// <param name="deadline">A timestamp of <paramref name="time"/>; see <see cref="After"/>.</param>
    internal HolderDeadline(TimeProvider time, long deadline)
    {
        _time = time;
        _deadline = deadline;
        Passed = _passed.Token;
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        OnTimer();
    }

    /// <summary>Cancelled when the deadline has passed.</summary>
    internal CancellationToken Passed { get; }

    /// <summary>How long until then; zero if it has.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            lock (_lock) return _ended ? TimeSpan.Zero : Left();
        }
    }

    /// <summary>The timestamp that lies <paramref name="span"/> after another; before it, if that is negative.</summary>
    internal static long After(TimeProvider time, long timestamp, TimeSpan span)
        => timestamp + (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>A later renewal was acknowledged. One whose answer came after the deadline changes nothing.</summary>
    internal void Move(long deadline)
    {
        lock (_lock)
        {
            if (!_ended && Left() > TimeSpan.Zero && deadline > _deadline) _deadline = deadline;
        }
    }

    /// <summary>The hold is known to be over before its time.</summary>
    internal void End()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
        }

        // Callbacks are the holder's code: they run elsewhere, and the token is cancelled before this returns.
        _ = _passed.CancelAsync();
    }

    /// <summary>Stops watching: the hold was given back.</summary>
    public void Dispose()
    {
        lock (_lock) _ended = true;
        _timer.Dispose();
    }

    private TimeSpan Left()
    {
        var left = _time.GetElapsedTime(_time.GetTimestamp(), _deadline);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_ended) return;

            // A renewal may have moved the deadline since the timer was set.
            var left = Left();
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left < TickMin ? TickMin : left < TickMax ? left : TickMax, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        End();
    }
}
