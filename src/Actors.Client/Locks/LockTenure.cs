using Actors.Leases;
using Actors.Sessions;

namespace Actors.Locks;

/// <summary>
/// What a <see cref="LockHandle"/> stands for, apart from it: sessions and renewals know the tenure and never the handle, so that a
/// handle that is forgotten can be collected and its lock given back. Handles of one scope share one.
/// </summary>
internal sealed class LockTenure : IAsyncDisposable
{
    private readonly Locks _locks;
    private readonly ClientSession? _session;
    private readonly SessionHold _hold;
    private readonly LeaseKeeper? _keeper;
    private readonly TimeSpan _ttl;
    private readonly Lock _lock = new();
    private int _handles = 1;
    private long _fencingToken;

    /// <summary>A grant that hangs on the process's session.</summary>
    internal LockTenure(Locks locks, string name, LockLease lease, ClientSession session, SessionHold hold)
        : this(locks, name, lease, hold) => _session = session;

    /// <summary>A grant with a TTL of its own, which this renews.</summary>
    internal LockTenure(Locks locks, string name, LockLease lease, TimeSpan ttl, TimeProvider time)
        : this(locks, name, lease, new SessionHold(name, lease.LeaseId))
    {
        _ttl = ttl;
        _keeper = new LeaseKeeper(time, ttl, lease.Deadline, RenewAsync);
    }

    private LockTenure(Locks locks, string name, LockLease lease, SessionHold hold)
    {
        _locks = locks;
        _hold = hold;
        Name = name;
        LeaseId = lease.LeaseId;
        _fencingToken = lease.FencingToken;
        Mode = lease.Mode;
    }

    internal string Name { get; }

    internal string LeaseId { get; }

    internal long FencingToken => Interlocked.Read(ref _fencingToken);

    internal LockMode Mode { get; private set; }

    internal CancellationToken Lost => _keeper?.Lost ?? _hold.Lost;

    internal CancellationToken RevokeRequested => _hold.Revoked;

    internal string? Reason => _hold.Reason;

    /// <summary>Another handle for the same grant; false if it is being given back or lost.</summary>
    internal bool TryShare()
    {
        lock (_lock)
        {
            if (_handles == 0 || Lost.IsCancellationRequested) return false;
            _handles++;
            return true;
        }
    }

    /// <summary>Converts; who gives up before the answer comes leaves the line, or finds out in the background that it came too late.</summary>
    internal async Task ConvertAsync(LockMode mode, TimeSpan wait, CancellationToken cancellationToken)
    {
        var token = FencingToken;
        try
        {
            Take(await _locks.ConvertLeaseAsync(Name, LeaseId, token, mode, wait, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or ActorsException { Code: ErrorCode.OutcomeUnknown or ErrorCode.Unavailable or ErrorCode.Overloaded })
        {
            _ = SettleAsync(token, mode);
            throw;
        }
    }

    /// <summary>One handle is done with it; the last gives it back.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (--_handles > 0) return;
        }

        _hold.Dispose();
        _session?.Remove(_hold);
        if (_keeper is not null) await _keeper.DisposeAsync().ConfigureAwait(false);
        await _locks.GiveBackAsync(Name, LeaseId, _session).ConfigureAwait(false);
    }

    private async Task SettleAsync(long token, LockMode mode)
    {
        try
        {
            Take(await _locks.ConvertLeaseAsync(Name, LeaseId, token, mode, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false));
        }
        catch (ActorsException)
        {
            // It is held as before, or is lost, or nobody knows: then the old token is refused wherever it is checked.
        }
    }

    private void Take(LockLease lease)
    {
        lock (_lock)
        {
            // An answer that was long under way tells of an older grant.
            if (lease.FencingToken < _fencingToken) return;
            _fencingToken = lease.FencingToken;
            Mode = lease.Mode;
        }
    }

    private async Task<long?> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lease = await _locks.RenewLeaseAsync(Name, LeaseId, _ttl, cancellationToken).ConfigureAwait(false);
            if (lease.Revocation is { } revocation) _hold.Revoke(revocation.Reason);
            return lease.Deadline;
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.LeaseExpired)
        {
            return null;
        }
    }
}
