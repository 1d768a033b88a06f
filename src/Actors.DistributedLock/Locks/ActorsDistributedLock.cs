using Medallion.Threading;

namespace Actors.Locks;

/// <summary>
/// An exclusive lock. It is not reentrant: while one handle of it is held, nobody gets another, the holder included (but inside a
/// <see cref="LockScope"/>). Waiters are served in the order of asking.
/// </summary>
public sealed class ActorsDistributedLock : IDistributedLock
{
    private readonly LockSource _source;
    private readonly LockAcquirer<IDistributedSynchronizationHandle> _exclusive;

    /// <param name="client">The client whose lock it is.</param>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    /// <param name="request">As whom and for how long it is taken; null for <see cref="LockRequest.Default"/>.</param>
    public ActorsDistributedLock(ActorsClient client, string name, LockRequest? request = null)
    {
        _source = new LockSource(client, LockKeys.Exclusive, name, request);
        _exclusive = _source.Acquirer(LockMode.Exclusive);
    }

    /// <summary>The name, as it was given.</summary>
    public string Name => _source.Name;

    /// <summary>The name by which Actors knows the lock: the same, unless that cannot be one.</summary>
    public string Key => _source.Key;

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _exclusive.Try(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _exclusive.Acquire(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _exclusive.TryAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _exclusive.AcquireAsync(timeout, cancellationToken);
}
