using System.Collections.Immutable;
using System.Text;
using Actors.Calls;
using Actors.Sessions;

namespace Actors.Locks;

/// <summary>Locks: one holder at a time, in the order of asking, with a fencing token. Safe for concurrent use.</summary>
public sealed class Locks
{
    private const int SessionsMax = 3;

    private readonly LockVerbs _verbs;
    private readonly TimeProvider _time;
    private readonly ClientSessions _sessions;

    internal Locks(GrainCalls calls, TimeProvider time, ClientSessions sessions)
    {
        _verbs = new LockVerbs(calls, time);
        _time = time;
        _sessions = sessions;
    }

    /// <summary>Takes the lock and keeps it until the handle is disposed of.</summary>
    /// <param name="name">The lock: 1 to 512 bytes of UTF-8, any characters but controls and '/'.</param>
    /// <param name="request">Who asks and how; null for <see cref="LockRequest.Default"/>.</param>
    /// <param name="wait">
    /// How long to stand in line; zero to take the lock at once or not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// </param>
    /// <param name="cancellationToken">Gives up, and leaves the line.</param>
    /// <returns>The handle, or null if others held the lock all the time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The wait is negative, or longer than 2,147,483,647 ms. Thrown at once.</exception>
    /// <exception cref="ActorsException">The request is not valid, the line is full, or the service does not answer.</exception>
    public Task<LockHandle?> TryAcquireAsync(
        string name, LockRequest? request = null, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        CheckWait(wait);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<LockHandle?>(cancellationToken)
            : TryAsync(name, request ?? LockRequest.Default, LockScope.Current, wait, cancellationToken);
    }

    /// <summary>As <see cref="TryAcquireAsync"/>, but not getting the lock is an exception.</summary>
    /// <inheritdoc cref="TryAcquireAsync" path="/param"/>
    /// <exception cref="ArgumentOutOfRangeException">The wait is negative, or longer than 2,147,483,647 ms. Thrown at once.</exception>
    /// <exception cref="TimeoutException">Others held the lock all the time.</exception>
    /// <exception cref="ActorsException">The request is not valid, the line is full, or the service does not answer.</exception>
    public Task<LockHandle> AcquireAsync(
        string name, LockRequest? request = null, TimeSpan wait = default, CancellationToken cancellationToken = default)
        => OrTimeoutAsync(TryAcquireAsync(name, request, wait, cancellationToken), $"lock '{name}' was", wait);

    /// <summary>
    /// Takes all of the locks, or none: in one order for all callers, whatever order the names are given in, and within one wait.
    /// </summary>
    /// <param name="names">The locks; one that is named twice is taken once.</param>
    /// <param name="request">Who asks and how; null for <see cref="LockRequest.Default"/>.</param>
    /// <param name="wait">How long to wait for all together; zero and infinite as for one.</param>
    /// <param name="cancellationToken">Gives up, and releases what it has.</param>
    /// <returns>The handle, or null if one of them was not to be had.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The wait is negative, or longer than 2,147,483,647 ms. Thrown at once.</exception>
    /// <exception cref="ActorsException">A request is not valid, a line is full, or the service does not answer.</exception>
    public Task<LockSetHandle?> TryAcquireAllAsync(
        IEnumerable<string> names, LockRequest? request = null, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        CheckWait(wait);
        ImmutableArray<string> sorted = [.. names.Distinct(StringComparer.Ordinal).OrderBy(Encoding.UTF8.GetBytes, Utf8Order)];
        if (sorted.IsEmpty) throw new ArgumentException("At least one lock has to be named.", nameof(names));
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<LockSetHandle?>(cancellationToken)
            : TryAllAsync(sorted, request ?? LockRequest.Default, wait, cancellationToken);
    }

    /// <summary>As <see cref="TryAcquireAllAsync"/>, but not getting the locks is an exception.</summary>
    /// <inheritdoc cref="TryAcquireAllAsync" path="/param"/>
    /// <exception cref="ArgumentOutOfRangeException">The wait is negative, or longer than 2,147,483,647 ms. Thrown at once.</exception>
    /// <exception cref="TimeoutException">Others held one of the locks all the time.</exception>
    /// <exception cref="ActorsException">A request is not valid, a line is full, or the service does not answer.</exception>
    public Task<LockSetHandle> AcquireAllAsync(
        IEnumerable<string> names, LockRequest? request = null, TimeSpan wait = default, CancellationToken cancellationToken = default)
        => OrTimeoutAsync(TryAcquireAllAsync(names, request, wait, cancellationToken), "locks were", wait);

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
    public Task LeaveAsync(string name, string requestId) => GiveBackAsync(name, requestId, session: null);

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

    /// <summary>
    /// Gives up a grant or a request. What hangs on a session is released until the lock has said so, perhaps before that is durable, as
    /// the session is asked should it be lost; a lease of its own ends with its TTL anyway.
    /// </summary>
    internal async Task GiveBackAsync(string name, string leaseId, ClientSession? session)
    {
        var release = new ReleaseLock(leaseId, Early: session is not null);
        if (await TryReleaseAsync(name, release).ConfigureAwait(false) || session is null) return;
        _ = session.RetryAsync(() => TryReleaseAsync(name, release));
    }

    private static Comparer<byte[]> Utf8Order { get; } = Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));

    internal static void CheckWait(TimeSpan wait)
    {
        if (wait == Timeout.InfiniteTimeSpan || (wait >= TimeSpan.Zero && wait.TotalMilliseconds <= int.MaxValue)) return;
        throw new ArgumentOutOfRangeException(nameof(wait), wait, "A wait takes 0 to 2,147,483,647 ms, or Timeout.InfiniteTimeSpan.");
    }

    private static async Task<T> OrTimeoutAsync<T>(Task<T?> acquiring, string what, TimeSpan wait)
        where T : class
        => await acquiring.ConfigureAwait(false)
            ?? throw new TimeoutException($"The {what} held by others for {wait.TotalSeconds} s. Wait longer, or see who holds what with DescribeAsync.");

    private async Task<LockSetHandle?> TryAllAsync(
        ImmutableArray<string> names, LockRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        // Deadlocks are found between scopes, so what is taken together is asked for as one.
        using var own = LockScope.Current is null ? LockScope.Begin() : null;
        var scope = LockScope.Current;
        var started = _time.GetTimestamp();
        var handles = ImmutableArray.CreateBuilder<LockHandle>(names.Length);
        try
        {
            foreach (var name in names)
            {
                var handle = await TryAsync(name, request, scope, Left(wait, started), cancellationToken).ConfigureAwait(false);
                if (handle is null) return null;
                handles.Add(handle);
            }

            return new LockSetHandle(handles.DrainToImmutable());
        }
        finally
        {
            // Nothing is left here of a set that is complete.
            for (var i = handles.Count - 1; i >= 0; i--) await handles[i].DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<LockHandle?> TryAsync(
        string name, LockRequest request, LockScope? scope, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (request.Mode == LockMode.Exclusive && scope?.Share(this, name) is { } shared) return new LockHandle(shared);
        var started = _time.GetTimestamp();
        for (var sessions = 1; ; sessions++)
        {
            var left = Left(wait, started);
            try
            {
                var tenure = request.Lease == LockLeaseKind.Session
                    ? await TrySessionAsync(name, request.Command(scope), left, cancellationToken).ConfigureAwait(false)
                    : await TryPrivateAsync(name, request.Command(scope), left, cancellationToken).ConfigureAwait(false);
                if (tenure is not null)
                {
                    if (request.Mode == LockMode.Exclusive) scope?.Keep(this, tenure);
                    return new LockHandle(tenure);
                }
            }
            catch (ActorsException refused) when (refused.Code == ErrorCode.SessionEnded && sessions < SessionsMax)
            {
                // The session ended under the request; the next one opens another.
                continue;
            }

            if (wait != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(started) >= wait) return null;
        }
    }

    /// <summary>One request id's try under the process's session: null if others hold the lock, or if the session was lost meanwhile.</summary>
    private async Task<LockTenure?> TrySessionAsync(string name, AcquireLock command, TimeSpan wait, CancellationToken cancellationToken)
    {
        var session = await _sessions.GetAsync(cancellationToken).ConfigureAwait(false);
        var hold = session.Add(name, command.RequestId);
        LockTenure? tenure = null;
        try
        {
            if (await AskAsync(name, command with { Session = session.Id }, session, wait, cancellationToken).ConfigureAwait(false) is { } lease)
            {
                tenure = new LockTenure(this, name, lease, session, hold);
            }
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.SessionEnded)
        {
            session.End();
            throw;
        }
        finally
        {
            if (tenure is null) session.Remove(hold);
        }

        if (tenure is null || !hold.Lost.IsCancellationRequested) return tenure;
        await tenure.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>One request id's try with a lease of its own: null if others hold the lock, or if the grant came too late to be trusted.</summary>
    private async Task<LockTenure?> TryPrivateAsync(string name, AcquireLock command, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (await AskAsync(name, command, session: null, wait, cancellationToken).ConfigureAwait(false) is not { } lease) return null;
        if (_time.GetTimestamp() < lease.Deadline) return new LockTenure(this, name, lease, command.Ttl, _time);
        await GiveBackAsync(name, lease.LeaseId, session: null).ConfigureAwait(false);
        return null;
    }

    private async Task<LockLease?> AskAsync(
        string name, AcquireLock command, ClientSession? session, TimeSpan wait, CancellationToken cancellationToken)
    {
        // A grant that was made to it before its turn is taken back by nobody else, whatever it is told in line.
        var mayBePromised = command.EarlyHandOff && wait != TimeSpan.Zero;
        try
        {
            return await _verbs.AcquireAsync(name, command, wait, cancellationToken).ConfigureAwait(false);
        }
        catch (ActorsException refused) when (refused.Code is ErrorCode.LockHeld or ErrorCode.LeaseExpired)
        {
            if (mayBePromised) _ = GiveBackAsync(name, command.RequestId, session);
            return null;
        }
        catch (Exception exception) when (mayBePromised || exception
            is OperationCanceledException or ActorsException { Code: ErrorCode.OutcomeUnknown or ErrorCode.Unavailable or ErrorCode.Overloaded })
        {
            // Nobody but this call knows the request id, so a grant that is still to come would be nobody's.
            _ = GiveBackAsync(name, command.RequestId, session);
            throw;
        }
    }

    private TimeSpan Left(TimeSpan wait, long started)
    {
        if (wait == Timeout.InfiniteTimeSpan) return wait;
        var left = wait - _time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Releases once. False: nobody knows whether the release was carried out.</summary>
    private async Task<bool> TryReleaseAsync(string name, ReleaseLock release)
    {
        try
        {
            await _verbs.ReleaseAsync(name, release, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (ActorsException exception)
        {
            return exception.Code is not (ErrorCode.Unavailable or ErrorCode.OutcomeUnknown or ErrorCode.Overloaded);
        }
    }
}
