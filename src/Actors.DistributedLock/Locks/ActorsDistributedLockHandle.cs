using Medallion.Threading;

namespace Actors.Locks;

/// <summary>A lock that is held until this is disposed of. A handle that is forgotten is released when it is collected.</summary>
public sealed class ActorsDistributedLockHandle : IDistributedSynchronizationHandle
{
    // It, not this, has the finalizer of a forgotten handle: whoever forgets this forgets it.
    private readonly LockHandle _held;
    private volatile bool _disposed;

    internal ActorsDistributedLockHandle(LockHandle held) => _held = held;

    /// <summary>
    /// Higher than that of every earlier grant of this lock, for ever: send it along with every write that the lock protects. An
    /// upgrade gives another.
    /// </summary>
    public long FencingToken => _held.FencingToken;

    /// <summary>Fires when the lock can no longer be trusted, before anyone else can hold it. Never by a release.</summary>
    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    public CancellationToken HandleLostToken => Live().Lost;

    /// <summary>Releases the lock; repeatable.</summary>
    public void Dispose() => SyncCalls.Wait(DisposeAsync());

    /// <summary>Releases the lock; repeatable.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return _held.DisposeAsync();
    }

    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    internal LockHandle Live()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _held;
    }
}
