using Medallion.Threading;

namespace Actors.Locks;

/// <summary>
/// An exclusive lock. It is not reentrant: while one handle of it is held, nobody gets another, the holder included. Waiters are
/// served in the order of asking.
/// </summary>
public sealed class ActorsDistributedLock : IDistributedLock
{
    private readonly ActorsClient _client;
    private readonly LockRequest? _request;

    /// <param name="client">The client whose lock it is.</param>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    /// <param name="request">As whom and for how long it is taken; null for <see cref="LockRequest.Default"/>.</param>
    public ActorsDistributedLock(ActorsClient client, string name, LockRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(name);
        _client = client;
        _request = request;
        Name = name;
        Key = LockKeys.Of(name);
    }

    /// <summary>The name, as it was given.</summary>
    public string Name { get; }

    /// <summary>The name by which Actors knows the lock: the same, unless that cannot be one.</summary>
    public string Key { get; }

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => Wait(TryAcquireAsync(timeout, cancellationToken));

    /// <inheritdoc/>
    public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => Wait(AcquireAsync(timeout, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var wait = Timeouts.Wait(timeout, nameof(timeout));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IDistributedSynchronizationHandle?>(cancellationToken)
            : new(TryAsync(wait, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var wait = Timeouts.Wait(timeout ?? Timeout.InfiniteTimeSpan, nameof(timeout));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IDistributedSynchronizationHandle>(cancellationToken)
            : new(DemandAsync(wait, cancellationToken));
    }

    private async Task<IDistributedSynchronizationHandle?> TryAsync(TimeSpan wait, CancellationToken cancellationToken)
        => await _client.Locks.TryAcquireAsync(Key, _request, wait, cancellationToken).ConfigureAwait(false) is { } held
            ? new ActorsDistributedLockHandle(held)
            : null;

    private async Task<IDistributedSynchronizationHandle> DemandAsync(TimeSpan wait, CancellationToken cancellationToken)
        => await TryAsync(wait, cancellationToken).ConfigureAwait(false)
            ?? throw new TimeoutException($"The lock '{Name}' was held by others for {wait.TotalSeconds} s.");

    // The client never comes back to its caller's context, so blocking here cannot keep it from its end.
    private static T Wait<T>(ValueTask<T> acquired) => acquired.AsTask().GetAwaiter().GetResult();
}
