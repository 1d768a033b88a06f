namespace Actors.Leases;

/// <summary>
/// Keeps a granted lease: renews it when a third of its TTL has gone by since what gave or last renewed it was <em>sent</em>, and
/// tells its holder of the loss in time whatever becomes of the renewals.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task<long?>> _renew;
    private readonly TimeSpan _warningTime;
    private readonly HolderDeadline _deadline;
    private readonly HolderDeadline _warning;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewals;

    /// <param name="time">The holder's clock.</param>
    /// <param name="ttl">How long the lease lives after a renewal.</param>
    /// <param name="deadline">Until when it may be trusted now: a timestamp of <paramref name="time"/>.</param>
    /// <param name="renew">
    /// Renews once: returns the new deadline, or null if the lease is known to have ended. Whatever it throws is an attempt of unknown
    /// outcome.
    /// </param>
    /// <param name="warningTime">How long before the deadline <see cref="Warned"/> comes. Zero is with <see cref="Lost"/>.</param>
    internal LeaseKeeper(
        TimeProvider time, TimeSpan ttl, long deadline, Func<CancellationToken, Task<long?>> renew, TimeSpan warningTime = default)
    {
        _time = time;
        _renew = renew;
        _warningTime = warningTime;
        _deadline = new HolderDeadline(time, deadline);
        _warning = warningTime > TimeSpan.Zero ? new HolderDeadline(time, HolderDeadline.After(time, deadline, -warningTime)) : _deadline;
        _renewals = KeepAsync(ttl / 3);
    }

    /// <summary>Cancelled when the lease can no longer be trusted. Never once this is disposed of.</summary>
    internal CancellationToken Lost => _deadline.Passed;

    /// <summary>Cancelled when the lease is about to be lost.</summary>
    internal CancellationToken Warned => _warning.Passed;

    /// <summary>How long until <see cref="Lost"/> if no renewal succeeds any more; zero once it is lost or given back.</summary>
    internal TimeSpan Remaining => _deadline.Remaining;

    /// <summary>Renews no more; returns when no renewal is under way. The deadline runs on.</summary>
    internal async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewals.ConfigureAwait(false);
    }

    /// <summary>The lease is known to have ended: <see cref="Lost"/> fires.</summary>
    internal void End()
    {
        _deadline.End();
        _warning.End();
    }

    /// <summary>Ends the watch and the renewals: the lease is being given back.</summary>
    public async ValueTask DisposeAsync()
    {
        _deadline.Dispose();
        _warning.Dispose();
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task KeepAsync(TimeSpan period)
    {
        var retryPause = period / 10 < RetryPauseMax ? period / 10 : RetryPauseMax;
        var pause = Pause();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, Lost);
        while (true)
        {
            await Task.Delay(pause, _time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // The loss is asked too: the holder's own callbacks may hold up its way to the linked token.
            if (over.IsCancellationRequested || Lost.IsCancellationRequested) return;
            pause = await TryRenewAsync(period, over.Token).ConfigureAwait(false) ? Pause() : retryPause;
        }

        // An answer that was long under way has used up some of the lease, and may have left less than a period of it.
        TimeSpan Pause()
        {
            var due = Remaining - (2 * period);
            return due > period ? period : due > retryPause ? due : retryPause;
        }
    }

    /// <summary>One renewal, given up after a period. False to try again soon; the deadline says when it is too late.</summary>
    private async Task<bool> TryRenewAsync(TimeSpan period, CancellationToken over)
    {
        using var late = new CancellationTokenSource(period, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(late.Token, over);
        try
        {
            if (await _renew(attempt.Token).ConfigureAwait(false) is { } deadline)
            {
                _deadline.Move(deadline);
                _warning.Move(HolderDeadline.After(_time, deadline, -_warningTime));
            }
            else
            {
                End();
            }

            return true;
        }
        catch (Exception)
        {
            // Also of a fault that nobody foresaw: one that ended the renewals would cost a lease that can be kept, and come up again
            // where the lease is given back.
            return false;
        }
    }
}
