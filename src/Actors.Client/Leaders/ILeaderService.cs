namespace Actors.Leaders;

/// <summary>Work that exactly one process does: the leader of a role. See <c>AddLeaderService</c>.</summary>
public interface ILeaderService
{
    /// <summary>
    /// Works for one term; a new instance is made for each. End soon after <paramref name="stopping"/> is cancelled: the role is
    /// handed over only once this has ended. Returning early, or throwing, gives the role up.
    /// </summary>
    /// <param name="context">Which term this is.</param>
    /// <param name="stopping">Cancelled when the process stops, when the leader is asked to yield, or in time before the term can no longer be trusted.</param>
    Task RunAsync(LeaderContext context, CancellationToken stopping);
}
