using Medallion.Threading;

namespace Actors.Locks;

/// <summary>A lock that is held until this is disposed of. A handle that is forgotten is released when it is collected.</summary>
public sealed class ActorsDistributedLockHandle : IDistributedSynchronizationHandle
{
    private readonly LockHandle _held;
    private volatile bool _disposed;

    internal ActorsDistributedLockHandle(LockHandle held)
    {
        _held = held;
        FencingToken = held.FencingToken;
    }

    /// <summary>Releases a handle that was forgotten.</summary>
    ~ActorsDistributedLockHandle()
    {
        if (_held is { } held) ThreadPool.UnsafeQueueUserWorkItem(static forgotten => _ = forgotten.DisposeAsync().AsTask(), held, preferLocal: false);
    }

    /// <summary>Higher than that of every earlier grant of this lock, for ever: send it along with every write that the lock protects.</summary>
    public long FencingToken { get; }

    /// <summary>Fires when the lock can no longer be trusted, before anyone else can hold it. Never by a release.</summary>
    /// <exception cref="ObjectDisposedException">The lock has been released.</exception>
    public CancellationToken HandleLostToken
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _held.Lost;
        }
    }

    /// <summary>Releases the lock; repeatable.</summary>
    public void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the lock; repeatable.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        GC.SuppressFinalize(this);
        return _held.DisposeAsync();
    }
}
