using Actors.Leases;

namespace Actors.Locks;

/// <summary>
/// A lock that is held, and renewed each third of its TTL until this is disposed of. Stop the work that it protects when
/// <see cref="Lost"/> fires, and send <see cref="FencingToken"/> along with every write that it protects.
/// </summary>
public sealed class LockHandle : IAsyncDisposable
{
    private readonly Locks _locks;
    private readonly TimeSpan _ttl;
    private readonly LeaseKeeper _keeper;
    private int _disposed;

    internal LockHandle(Locks locks, string name, LockLease lease, TimeSpan ttl, TimeProvider time)
    {
        _locks = locks;
        _ttl = ttl;
        Name = name;
        LeaseId = lease.LeaseId;
        FencingToken = lease.FencingToken;
        _keeper = new LeaseKeeper(time, ttl, lease.Deadline, RenewAsync);
    }

    /// <summary>The lock's name.</summary>
    public string Name { get; }

    /// <summary>Names the grant.</summary>
    public string LeaseId { get; }

    /// <summary>Higher than that of every earlier grant of this lock, for ever.</summary>
    public long FencingToken { get; }

    /// <summary>
    /// Fires when the lock can no longer be trusted, before anyone else can hold it: a full TTL after the last acknowledged renewal was
    /// sent, whatever the network does, or at once when the service says that the grant has ended. Never fires after the release.
    /// </summary>
    public CancellationToken Lost => _keeper.Lost;

    /// <summary>
    /// Releases the lock. Stop the work first. A release that does not get through is no error: the grant then ends with its TTL.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _keeper.DisposeAsync().ConfigureAwait(false);
        await _locks.LeaveAsync(Name, LeaseId).ConfigureAwait(false);
    }

    private async Task<long?> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _locks.RenewLeaseAsync(Name, LeaseId, _ttl, cancellationToken).ConfigureAwait(false)).Deadline;
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.LeaseExpired)
        {
            return null;
        }
    }
}
