namespace Actors.Leases;

/// <summary>
/// The end of a hold as its holder must see it: a time to live counted from when the last acknowledged renewal was <em>sent</em>,
/// watched by a timer of its own that no hanging call holds up. Once it has passed it stays so.
/// </summary>
internal sealed class HolderDeadline : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _ttl;
    private readonly CancellationTokenSource _passed = new();
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _sent;
    private bool _ended;

    /// <param name="time">The holder's clock; only its monotonic side is used.</param>
    /// <param name="sent">When the request that was granted was sent.</param>
    /// <param name="ttl">How long after that the hold is trusted.</param>
    internal HolderDeadline(TimeProvider time, long sent, TimeSpan ttl)
    {
        _time = time;
        _ttl = ttl;
        _sent = sent;
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

    /// <summary>Counts from a later renewal. One that was acknowledged too late changes nothing.</summary>
    internal void Renewed(long sent)
    {
        lock (_lock)
        {
            if (!_ended && Left() > TimeSpan.Zero && sent > _sent) _sent = sent;
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
        var left = _ttl - _time.GetElapsedTime(_sent);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_ended) return;
            var left = Left();
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left > Tick ? left : Tick, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        End();
    }
}
