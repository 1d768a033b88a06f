namespace Actors.Locks;

/// <summary>
/// A lock that is held, and renewed each third of its TTL until this is disposed of. Stop the work that it protects when
/// <see cref="Lost"/> fires, and send <see cref="FencingToken"/> along with every write that it protects.
/// </summary>
public sealed class LockHandle : IAsyncDisposable
{
    private readonly Locks _locks;
    private readonly TimeProvider _time;
    private readonly TimeSpan _ttl;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly Task _renewals;
    private long _deadline;
    private bool _ended;
    private bool _disposed;

    internal LockHandle(Locks locks, string name, LockLease lease, TimeSpan ttl, TimeProvider time)
    {
        _locks = locks;
        _time = time;
        _ttl = ttl;
        _deadline = lease.Deadline;
        Name = name;
        LeaseId = lease.LeaseId;
        FencingToken = lease.FencingToken;
        Lost = _lost.Token;
        _timer = time.CreateTimer(_ => OnTimer(), null, Left, Timeout.InfiniteTimeSpan);
        _renewals = RenewAsync();
    }

    /// <summary>The lock's name.</summary>
    public string Name { get; }

    /// <summary>Names the grant.</summary>
    public string LeaseId { get; }

    /// <summary>Higher than that of every earlier grant of this lock, for ever.</summary>
    public long FencingToken { get; }

    /// <summary>
    /// Fires when the lock can no longer be trusted, before anyone else can hold it: a full TTL after the last acknowledged renewal was
    /// sent, whatever the network does, or at once when the service says that the grant has ended. Never fires after the release.
    /// </summary>
    public CancellationToken Lost { get; }

    private TimeSpan Left
    {
        get
        {
            var left = _time.GetElapsedTime(_time.GetTimestamp(), _deadline);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Releases the lock. Stop the work first. A release that does not get through is no error: the grant then ends with its TTL.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _ended = true;
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewals.ConfigureAwait(false);
        await _locks.LeaveAsync(Name, LeaseId).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        var period = _ttl / 3;
        var pause = period;
        while (true)
        {
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) return;
            pause = await TryRenewAsync(period).ConfigureAwait(false) ? period : period / 10;
        }
    }

    /// <summary>One renewal, given up after a period. False to try again soon; the timer says when it is too late.</summary>
    private async Task<bool> TryRenewAsync(TimeSpan period)
    {
        using var late = new CancellationTokenSource(period, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        try
        {
            var lease = await _locks.RenewLeaseAsync(Name, LeaseId, _ttl, attempt.Token).ConfigureAwait(false);
            Extend(lease.Deadline);
            return true;
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.LeaseExpired)
        {
            Lose();
            return true;
        }
        catch (Exception exception) when (exception is ActorsException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Extend(long deadline)
    {
        lock (_gate)
        {
            if (_ended || deadline <= _deadline) return;
            _deadline = deadline;
            _timer.Change(Left, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_ended) return;

            // A renewal may have moved the deadline while this was on its way.
            if (Left > TimeSpan.Zero)
            {
                _timer.Change(Left, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Lose();
    }

    // CancelAsync: the tokens are cancelled before it returns, and a user's callback that throws does not take the timer's thread down.
    private void Lose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
        }

        _ = _lost.CancelAsync();
        _ = _stop.CancelAsync();
    }
}
