namespace Actors.Locks;

/// <summary>
/// A lock that is held until this is disposed of. Stop the work that it protects when <see cref="Lost"/> fires, and send
/// <see cref="FencingToken"/> along with every write that it protects. A handle that is forgotten gives its lock back when it is
/// collected; do not rely on when.
/// </summary>
public sealed class LockHandle : IAsyncDisposable
{
    private readonly LockTenure _tenure;
    private int _disposed;

    internal LockHandle(LockTenure tenure) => _tenure = tenure;

    // A finalizer must not wait, so the release runs elsewhere.
    ~LockHandle() => _ = Task.Run(async () => await _tenure.DisposeAsync().ConfigureAwait(false));

    /// <summary>The lock's name.</summary>
    public string Name => _tenure.Name;

    /// <summary>Names the grant.</summary>
    public string LeaseId => _tenure.LeaseId;

    /// <summary>Higher than that of every earlier grant of this lock, for ever.</summary>
    public long FencingToken => _tenure.FencingToken;

    /// <summary>How the lock is held.</summary>
    public LockMode Mode => _tenure.Mode;

    /// <summary>
    /// Fires when the lock can no longer be trusted, before anyone else can hold it: a full TTL after the last acknowledged renewal was
    /// sent, whatever the network does and also after the machine slept, or at once when the service says that the grant or its session
    /// has ended. Never fires because of the release; may be read after it.
    /// </summary>
    public CancellationToken Lost => _tenure.Lost;

    /// <summary>Fires when the lock is asked back: finish, and dispose of this. What is not given back in time is lost later.</summary>
    public CancellationToken RevokeRequested => _tenure.RevokeRequested;

    /// <summary>Why the lock is asked back, or was taken away; null if it is not, or if it was lost to silence.</summary>
    public string? Reason => _tenure.Reason;

    /// <summary>
    /// Releases the lock. Stop the work first. Safe to repeat. A release that does not get through is no error: it is repeated in the
    /// background while the session lives, and a grant with a TTL of its own ends with that.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        GC.SuppressFinalize(this);
        await _tenure.DisposeAsync().ConfigureAwait(false);
    }
}
