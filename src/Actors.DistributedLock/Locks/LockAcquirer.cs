namespace Actors.Locks;

/// <summary>Takes a lock in one mode, in the four ways in which DistributedLock takes anything.</summary>
/// <typeparam name="THandle">What it is held by.</typeparam>
/// <param name="name">The lock's name, for people.</param>
/// <param name="attempt">Takes it within a wait, or gives null.</param>
/// <param name="wrap">Makes a handle of what was taken.</param>
internal sealed class LockAcquirer<THandle>(
    string name, Func<TimeSpan, CancellationToken, Task<LockHandle?>> attempt, Func<LockHandle, THandle> wrap)
    where THandle : class
{
    internal THandle? Try(TimeSpan timeout, CancellationToken cancellationToken) => SyncCalls.Wait(TryAsync(timeout, cancellationToken));

    internal THandle Acquire(TimeSpan? timeout, CancellationToken cancellationToken) => SyncCalls.Wait(AcquireAsync(timeout, cancellationToken));

    internal ValueTask<THandle?> TryAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var wait = Timeouts.Wait(timeout, nameof(timeout));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<THandle?>(cancellationToken)
            : new(TakeAsync(wait, cancellationToken));
    }

    internal ValueTask<THandle> AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var wait = Timeouts.Wait(timeout ?? Timeout.InfiniteTimeSpan, nameof(timeout));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<THandle>(cancellationToken)
            : new(DemandAsync(wait, cancellationToken));
    }

    private async Task<THandle?> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
        => await KnownRefusals.ThrowAsync(name, attempt(wait, cancellationToken)).ConfigureAwait(false) is { } held ? wrap(held) : null;

    private async Task<THandle> DemandAsync(TimeSpan wait, CancellationToken cancellationToken)
        => await TakeAsync(wait, cancellationToken).ConfigureAwait(false)
            ?? throw new TimeoutException($"The lock '{name}' was held by others for {wait.TotalSeconds} s.");
}
