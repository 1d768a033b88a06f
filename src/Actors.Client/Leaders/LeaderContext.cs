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

    /// <summary>Cancelled when the work must stop; the same as the argument of <see cref="ILeaderService.RunAsync"/>.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Cancelled when another leader may exist: whatever still runs must have no effect any more.</summary>
    public CancellationToken Lost => _handle.Lost;

    /// <summary>How long until <see cref="Lost"/> if no heartbeat succeeds any more.</summary>
    public TimeSpan Remaining => _handle.Remaining;
}
