using Actors.Records;

namespace Actors.Leaders;

/// <summary>A role: who leads it, in which term, and who waits. The record kind is "role" and the key is the role's name.</summary>
[Alias("Actors.Leaders.ILeaderGrain")]
public interface ILeaderGrain : IRecordGrain
{
    /// <summary>
    /// Campaigns, or heartbeats. Idempotent by the candidate's id: whoever leads is told its term again, and its lease is renewed.
    /// Never waits: <see cref="ObserveAsync"/> does.
    /// </summary>
    [Alias("Campaign")]
    Task<LeaderReply> CampaignAsync(Campaign command, CancellationToken cancellationToken);

    /// <summary>Ends the candidate's term and hands over in one write, or leaves the queue. Idempotent.</summary>
    [Alias("Resign")]
    Task<LeaderReply> ResignAsync(Resign command, CancellationToken cancellationToken);

    /// <summary>Proclaims a value under the candidate's term. Idempotent.</summary>
    [Alias("Proclaim")]
    Task<LeaderReply> ProclaimAsync(Proclaim command, CancellationToken cancellationToken);

    /// <summary>Gives the role a policy in place of the one it has. Idempotent.</summary>
    [Alias("SetPolicy")]
    Task<LeaderReply> SetPolicyAsync(LeaderPolicy policy, CancellationToken cancellationToken);

    /// <summary>Answers at once if the role is not as the caller saw it; else when it changes, or when the wait is over.</summary>
    [Alias("Observe")]
    Task<LeaderDescription> ObserveAsync(ObserveRole request, CancellationToken cancellationToken);

    /// <summary>The role as it is now (linearizable).</summary>
    [Alias("Describe")]
    Task<LeaderDescription> DescribeAsync(CancellationToken cancellationToken);
}
