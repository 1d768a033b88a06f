using Medallion.Threading;

namespace Actors.Locks;

/// <summary>
/// A semaphore: up to <see cref="MaxCount"/> tickets at once, also of one holder. Waiters are served in the order of asking. While
/// anybody holds a ticket or waits for one, asking under another maximum throws <see cref="InvalidOperationException"/>; once it is
/// free, the next to ask sets the maximum. One that is in use is changed by <see cref="Locks.SetPermitsAsync"/> of <see cref="Key"/>.
/// </summary>
public sealed class ActorsDistributedSemaphore : IDistributedSemaphore
{
    private readonly LockSource _source;
    private readonly LockAcquirer<IDistributedSynchronizationHandle> _ticket;

    /// <param name="client">The client whose semaphore it is.</param>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    /// <param name="maxCount">How many may hold it at once, at least 1. All who use it at a time have to agree.</param>
    /// <param name="request">As whom and for how long it is taken; null for <see cref="LockRequest.Default"/>.</param>
    public ActorsDistributedSemaphore(ActorsClient client, string name, int maxCount, LockRequest? request = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        _source = new LockSource(client, LockKeys.Semaphore, name, request);
        _ticket = _source.Acquirer(LockMode.Semaphore, maxCount);
        MaxCount = maxCount;
    }

    /// <summary>The name, as it was given.</summary>
    public string Name => _source.Name;

    /// <summary>The name by which Actors knows the semaphore: %sem: and the same, unless that cannot be one.</summary>
    public string Key => _source.Key;

    /// <inheritdoc/>
    public int MaxCount { get; }

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _ticket.Try(timeout, cancellationToken);

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _ticket.Acquire(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => _ticket.TryAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _ticket.AcquireAsync(timeout, cancellationToken);
}
