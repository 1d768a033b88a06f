using Medallion.Threading;

namespace Actors.Locks;

/// <summary>
/// A reader's lock that can become the writer's without letting go of it. An upgrade waits for the readers that are there, before all
/// who wait. It is held until this is disposed of. A handle that is forgotten is released when it is collected.
/// </summary>
public sealed class ActorsDistributedLockUpgradeableHandle : IDistributedLockUpgradeableHandle
{
    private readonly ActorsDistributedLockHandle _handle;
    private readonly string _name;
    private volatile bool _upgraded;

    internal ActorsDistributedLockUpgradeableHandle(LockHandle held, string name)
    {
        _handle = new ActorsDistributedLockHandle(held);
        _name = name;
    }

    /// <inheritdoc cref="ActorsDistributedLockHandle.FencingToken"/>
    public long FencingToken => _handle.FencingToken;

    /// <inheritdoc cref="ActorsDistributedLockHandle.HandleLostToken"/>
    public CancellationToken HandleLostToken => _handle.HandleLostToken;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It has been upgraded before.</exception>
    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    public bool TryUpgradeToWriteLock(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => SyncCalls.Wait(TryUpgradeToWriteLockAsync(timeout, cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It has been upgraded before.</exception>
    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    public void UpgradeToWriteLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => SyncCalls.Wait(UpgradeToWriteLockAsync(timeout, cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It has been upgraded before.</exception>
    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    public ValueTask<bool> TryUpgradeToWriteLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var wait = Timeouts.Wait(timeout, nameof(timeout));
        var held = Reader();
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : new(UpgradeAsync(held, wait, cancellationToken));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It has been upgraded before.</exception>
    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    public ValueTask UpgradeToWriteLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var wait = Timeouts.Wait(timeout ?? Timeout.InfiniteTimeSpan, nameof(timeout));
        var held = Reader();
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled(cancellationToken)
            : new(DemandAsync(held, wait, cancellationToken));
    }

    /// <summary>Releases the lock; repeatable.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Releases the lock; repeatable.</summary>
    public ValueTask DisposeAsync() => _handle.DisposeAsync();

    private LockHandle Reader()
        => _handle.Live() is var held && !_upgraded ? held : throw new InvalidOperationException($"The lock '{_name}' has been upgraded already.");

    private async Task<bool> UpgradeAsync(LockHandle held, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!await KnownRefusals.ThrowAsync(_name, held.TryUpgradeAsync(wait, cancellationToken)).ConfigureAwait(false)) return false;
        return _upgraded = true;
    }

    private async Task DemandAsync(LockHandle held, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (await UpgradeAsync(held, wait, cancellationToken).ConfigureAwait(false)) return;
        throw new TimeoutException($"Others read under the lock '{_name}' for {wait.TotalSeconds} s. It is held as before.");
    }
}
