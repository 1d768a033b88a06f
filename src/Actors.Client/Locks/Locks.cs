using Actors.Calls;

namespace Actors.Locks;

/// <summary>Locks: one holder at a time, in the order of asking, with a fencing token. Safe for concurrent use.</summary>
public sealed class Locks
{
    private readonly LockVerbs _verbs;
    private readonly TimeProvider _time;

    /// <param name="calls">Calls the cluster.</param>
    /// <param name="time">The clock of leases and waits.</param>
    public Locks(GrainCalls calls, TimeProvider time)
    {
        _verbs = new LockVerbs(calls, time);
        _time = time;
    }

    /// <summary>Takes the lock and keeps it renewed until the handle is disposed of.</summary>
    /// <param name="name">The lock: 1 to 512 bytes of UTF-8, any characters but controls and '/'.</param>
    /// <param name="request">Who asks and for how long; null for <see cref="LockRequest.Default"/>.</param>
    /// <param name="wait">How long to stand in line; zero to take the lock at once or not at all.</param>
    /// <param name="cancellationToken">Gives up, and leaves the line.</param>
    /// <returns>The handle, or null if others held the lock all the time.</returns>
    /// <exception cref="ActorsException">The request is not valid, the line is full, or the service does not answer.</exception>
    public async Task<LockHandle?> TryAcquireAsync(
        string name, LockRequest? request = null, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        request ??= LockRequest.Default;
        var started = _time.GetTimestamp();
        while (true)
        {
            var command = new AcquireLock
            {
                RequestId = Guid.NewGuid().ToString("N"),
                Owner = request.Owner,
                Ttl = request.Ttl,
                Metadata = request.Metadata,
            };
            var lease = await TryOnceAsync(name, command, wait - _time.GetElapsedTime(started), cancellationToken).ConfigureAwait(false);
            if (lease is not null && _time.GetTimestamp() < lease.Deadline) return new LockHandle(this, name, lease, request.Ttl, _time);

            // A grant that came too late to be trusted is given back; whoever has time left asks anew.
            if (lease is not null) await LeaveAsync(name, lease.LeaseId).ConfigureAwait(false);
            if (_time.GetElapsedTime(started) >= wait) return null;
        }
    }

    /// <summary>As <see cref="TryAcquireAsync"/>, but not getting the lock is an exception.</summary>
    /// <exception cref="TimeoutException">Others held the lock all the time.</exception>
    /// <exception cref="ActorsException">The request is not valid, the line is full, or the service does not answer.</exception>
    public async Task<LockHandle> AcquireAsync(
        string name, LockRequest? request = null, TimeSpan wait = default, CancellationToken cancellationToken = default)
        => await TryAcquireAsync(name, request, wait, cancellationToken).ConfigureAwait(false)
            ?? throw new TimeoutException($"The lock '{name}' was held by others for {wait.TotalSeconds} s. Wait longer, or see who holds it with DescribeAsync.");

    /// <summary>
    /// Takes the lock without a handle: nothing renews it. Repeating the command's request id gets the same grant while it
    /// lives. A caller that is cancelled should release the request id.
    /// </summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.LockHeld"/> with the holder's facts, or another refusal.</exception>
    public Task<LockLease> AcquireLeaseAsync(string name, AcquireLock command, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _verbs.AcquireAsync(name, command, wait, cancellationToken);
    }

    /// <summary>Extends a grant; a null TTL is what was asked for at first.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.LeaseExpired"/>: the grant has ended. Stop what it protects.</exception>
    public Task<LockLease> RenewLeaseAsync(string name, string leaseId, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
        => _verbs.RenewAsync(name, new RenewLock(leaseId, ttl), cancellationToken);

    /// <summary>Gives a grant back, or gives up a request that waits. Repeatable.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.LeaseExpired"/>: the grant had ended otherwise before.</exception>
    public Task ReleaseLeaseAsync(string name, string leaseId, CancellationToken cancellationToken = default)
        => _verbs.ReleaseAsync(name, new ReleaseLock(leaseId), cancellationToken);

    /// <summary>Gives up a request in whatever state it is. Does its best: what does not get through ends with its poll or its TTL.</summary>
    public async Task LeaveAsync(string name, string requestId)
    {
        try
        {
            await _verbs.ReleaseAsync(name, new ReleaseLock(requestId), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ActorsException)
        {
            // Ended already, or out of reach: then the poll's end or the TTL ends it.
        }
    }

    /// <summary>
    /// Makes a grant one of another mode without letting go of it; see <see cref="ConvertLock"/>. An upgrade stands before all others
    /// in line for as long as <paramref name="wait"/>, and gives a new fencing token.
    /// </summary>
    /// <exception cref="ActorsException">
    /// <see cref="ErrorCode.LockHeld"/>: other readers were there all the time, and the grant is as it was;
    /// <see cref="ErrorCode.UpgradeConflict"/>, <see cref="ErrorCode.LeaseExpired"/>, or another refusal.
    /// </exception>
    public Task<LockLease> ConvertLeaseAsync(
        string name, string leaseId, long fencingToken, LockMode mode, TimeSpan wait = default, CancellationToken cancellationToken = default)
        => _verbs.ConvertAsync(name, new ConvertLock { LeaseId = leaseId, FencingToken = fencingToken, Mode = mode }, wait, cancellationToken);

    /// <summary>Asks a holder to give its grant back; after the grace it is no longer renewed, and so runs out. Repeatable.</summary>
    /// <param name="name">The lock.</param>
    /// <param name="fencingToken">The token of the grant.</param>
    /// <param name="reason">Why, for the holder and the history: 1 to 512 characters.</param>
    /// <param name="grace">How long the holder may take: 0 to 24 h.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ActorsException"><see cref="ErrorCode.PreconditionFailed"/>: there is no such grant.</exception>
    public Task RevokeAsync(string name, long fencingToken, string reason, TimeSpan grace, CancellationToken cancellationToken = default)
        => _verbs.RevokeAsync(name, new RevokeLock(fencingToken, reason, grace), cancellationToken);

    /// <summary>Changes how many may hold a semaphore, also while it is held; whoever holds a permit keeps it.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.LockModeConflict"/>: the lock is in use as one of readers and writers.</exception>
    public Task SetPermitsAsync(string name, int permits, CancellationToken cancellationToken = default)
        => _verbs.SetPermitsAsync(name, new SetLockPermits(permits), cancellationToken);

    /// <summary>Takes the lock away from its holder.</summary>
    /// <param name="name">The lock.</param>
    /// <param name="fencingToken">The token of the grant that is to end; another is never broken.</param>
    /// <param name="reason">Why, for the history: 1 to 512 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ActorsException"><see cref="ErrorCode.PreconditionFailed"/>: that grant is not the present one.</exception>
    public Task BreakAsync(string name, long fencingToken, string reason, CancellationToken cancellationToken = default)
        => _verbs.BreakAsync(name, new BreakLock(fencingToken, reason), cancellationToken);

    /// <summary>Returns null if the token is the present holder's, else why not.</summary>
    public Task<Refusal?> CheckAsync(string name, long fencingToken, CancellationToken cancellationToken = default)
        => _verbs.CheckAsync(name, new CheckLock(fencingToken), cancellationToken);

    /// <summary>The lock as it is now, with its waiters and its history if <paramref name="query"/> asks for them.</summary>
    public Task<LockDescription> DescribeAsync(string name, DescribeLock? query = null, CancellationToken cancellationToken = default)
        => _verbs.DescribeAsync(name, query ?? new DescribeLock(), cancellationToken);

    /// <summary>One page of locks by name, as they were last stored.</summary>
    /// <exception cref="ActorsException">The request is not valid, its cursor is not one, or the service does not answer.</exception>
    public async Task<LockPage> ListAsync(ListLocks request, CancellationToken cancellationToken = default)
    {
        var page = await _verbs.ListAsync(request, cancellationToken).ConfigureAwait(false);
        return page.Refusal is { } refusal ? throw new ActorsException(refusal) : page;
    }

    /// <summary>One request id's try: null if others hold the lock, or if the grant ended before its answer got through.</summary>
    private async Task<LockLease?> TryOnceAsync(string name, AcquireLock command, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return await _verbs.AcquireAsync(name, command, wait, cancellationToken).ConfigureAwait(false);
        }
        catch (ActorsException refused) when (refused.Code is ErrorCode.LockHeld or ErrorCode.LeaseExpired)
        {
            return null;
        }
        catch (Exception exception) when (exception is OperationCanceledException || exception is ActorsException { Code: ErrorCode.OutcomeUnknown })
        {
            // Nobody but this call knows the request id, so a grant that is still to come would be nobody's.
            _ = LeaveAsync(name, command.RequestId);
            throw;
        }
    }
}
