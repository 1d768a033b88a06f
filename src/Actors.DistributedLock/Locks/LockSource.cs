using Medallion.Threading;

namespace Actors.Locks;

/// <summary>What every kind of lock is made of: whose it is, its name, and as whom it is taken.</summary>
internal sealed class LockSource
{
    private readonly ActorsClient _client;
    private readonly LockRequest _request;

    /// <param name="client">The client whose lock it is.</param>
    /// <param name="kind">One of the kinds of <see cref="LockKeys"/>.</param>
    /// <param name="name">Any text.</param>
    /// <param name="request">As whom and for how long it is taken; null for <see cref="LockRequest.Default"/>.</param>
    internal LockSource(ActorsClient client, string kind, string name, LockRequest? request)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(name);
        _client = client;
        _request = request ?? LockRequest.Default;
        Name = name;
        Key = LockKeys.Of(kind, name);
    }

    internal string Name { get; }

    internal string Key { get; }

    internal LockAcquirer<IDistributedSynchronizationHandle> Acquirer(LockMode mode, int? permits = null)
        => new(Name, (wait, cancellationToken) => TryAsync(mode, permits, wait, cancellationToken), held => new ActorsDistributedLockHandle(held));

    internal LockAcquirer<IDistributedLockUpgradeableHandle> UpgradeableAcquirer() => new(
        Name,
        (wait, cancellationToken) => TryAsync(LockMode.Upgradeable, permits: null, wait, cancellationToken),
        held => new ActorsDistributedLockUpgradeableHandle(held, Name));

    private Task<LockHandle?> TryAsync(LockMode mode, int? permits, TimeSpan wait, CancellationToken cancellationToken)
        => _client.Locks.TryAcquireAsync(Key, _request with { Mode = mode, Permits = permits, EarlyHandOff = _request.EarlyHandOff && mode == LockMode.Exclusive }, wait, cancellationToken);
}
