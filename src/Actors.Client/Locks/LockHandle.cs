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

    /// <summary>Higher than that of every earlier grant of this lock, for ever. An upgrade gives another.</summary>
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
    /// Makes a shared or upgradeable hold exclusive without letting go of it, with a new <see cref="FencingToken"/>. It waits for the
    /// other readers before all who wait.
    /// </summary>
    /// <param name="wait">How long; zero to have it at once or not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Gives up; if that came too late, <see cref="Mode"/> says so soon after.</param>
    /// <returns>False if other readers were there all the time: the lock is held as before.</returns>
    /// <exception cref="ActorsException"><see cref="ErrorCode.UpgradeConflict"/>: another reader waits to be upgraded. Or another refusal.</exception>
    public Task<bool> TryUpgradeAsync(TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        Locks.CheckWait(wait);
        return UpgradeOnceAsync(wait, cancellationToken);
    }

    /// <summary>As <see cref="TryUpgradeAsync"/>, but not getting it is an exception.</summary>
    /// <inheritdoc cref="TryUpgradeAsync" path="/param"/>
    /// <exception cref="TimeoutException">Other readers were there all the time; the lock is held as before.</exception>
    /// <exception cref="ActorsException"><see cref="ErrorCode.UpgradeConflict"/>: another reader waits to be upgraded. Or another refusal.</exception>
    public async Task UpgradeAsync(TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        if (await TryUpgradeAsync(wait, cancellationToken).ConfigureAwait(false)) return;
        throw new TimeoutException($"Other readers held the lock '{Name}' for {wait.TotalSeconds} s. It is held as before.");
    }

    /// <summary>Makes an exclusive hold shared or upgradeable, or an upgradeable one shared, at once and with the same token.</summary>
    /// <exception cref="ActorsException">The lock is lost, or the mode is not one to go down to.</exception>
    public Task DowngradeAsync(LockMode mode = LockMode.Shared, CancellationToken cancellationToken = default)
        => _tenure.ConvertAsync(mode, TimeSpan.Zero, cancellationToken);

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

    private async Task<bool> UpgradeOnceAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await _tenure.ConvertAsync(LockMode.Exclusive, wait, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.LockHeld)
        {
            return false;
        }
    }
}
