using Medallion.Threading;

namespace Actors.Locks;

/// <summary>
/// A lock of any number of readers or of one writer. One reader at a time may be upgradeable: it becomes the writer without letting
/// go, as soon as the other readers have. A writer that waits holds back new readers. It is not reentrant (but for writers inside a
/// <see cref="LockScope"/>).
/// </summary>
public sealed class ActorsDistributedReaderWriterLock : IDistributedUpgradeableReaderWriterLock
{
    private readonly LockSource _source;
    private readonly LockAcquirer<IDistributedSynchronizationHandle> _read;
    private readonly LockAcquirer<IDistributedLockUpgradeableHandle> _upgradeable;
    private readonly LockAcquirer<IDistributedSynchronizationHandle> _write;

    /// <param name="client">The client whose lock it is.</param>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    /// <param name="request">As whom and for how long it is taken; null for <see cref="LockRequest.Default"/>.</param>
    public ActorsDistributedReaderWriterLock(ActorsClient client, string name, LockRequest? request = null)
    {
        _source = new LockSource(client, LockKeys.ReaderWriter, name, request);
        _read = _source.Acquirer(LockMode.Shared);
        _upgradeable = _source.UpgradeableAcquirer();
        _write = _source.Acquirer(LockMode.Exclusive);
    }

    /// <summary>The name, as it was given.</summary>
    public string Name => _source.Name;

    /// <summary>The name by which Actors knows the lock: %rw: and the same, unless that cannot be one.</summary>
    public string Key => _source.Key;

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle? TryAcquireReadLock(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _read.Try(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle AcquireReadLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _read.Acquire(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireReadLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _read.TryAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle> AcquireReadLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _read.AcquireAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedLockUpgradeableHandle? TryAcquireUpgradeableReadLock(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _upgradeable.Try(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedLockUpgradeableHandle AcquireUpgradeableReadLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _upgradeable.Acquire(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedLockUpgradeableHandle?> TryAcquireUpgradeableReadLockAsync(
        TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _upgradeable.TryAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedLockUpgradeableHandle> AcquireUpgradeableReadLockAsync(
        TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _upgradeable.AcquireAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle? TryAcquireWriteLock(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _write.Try(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle AcquireWriteLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _write.Acquire(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireWriteLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _write.TryAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle> AcquireWriteLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _write.AcquireAsync(timeout, cancellationToken);
}
