namespace Actors.Leaders;

/// <summary>A term, for the work that is done in it.</summary>
public sealed class LeaderContext
{
    private readonly LeaderHandle _handle;

    internal LeaderContext(LeaderHandle handle, CancellationToken stopping)
    {
        _handle = handle;
        Stopping = stopping;
    }

    /// <summary>The role.</summary>
    public string Role => _handle.Role;

    /// <summary>Who leads: this process's candidate id.</summary>
    public string Candidate => _handle.Candidate;

    /// <summary>The fencing token: pass it to what you write to.</summary>
    public long Term => _handle.Term;

    /// <summary>
    /// Cancelled when the work must stop: the process stops, the leader is asked to yield, or its term is about to be lost. The same
    /// as the argument of <see cref="ILeaderService.RunAsync"/>.
    /// </summary>
    public CancellationToken Stopping { get; }

    /// <summary>Cancelled when another leader may exist: whatever still runs must have no effect any more.</summary>
    public CancellationToken Lost => _handle.Lost;

    /// <summary>When <see cref="Lost"/> comes if no heartbeat succeeds any more, by this process's wall clock: for people.</summary>
    public DateTimeOffset Deadline => _handle.Deadline;

    /// <summary>How long until <see cref="Lost"/> if no heartbeat succeeds any more.</summary>
    public TimeSpan Remaining => _handle.Remaining;

    /// <summary>Shows observers a value as this leader's, under its term; null takes it back.</summary>
    /// <exception cref="ActorsException">The term is over, or it is not known whether it happened; it may be repeated.</exception>
    public Task ProclaimAsync(string? value, CancellationToken cancellationToken = default) => _handle.ProclaimAsync(value, cancellationToken);
}
