using Actors.Leaders;

namespace Actors.Tests.Leaders;

/// <summary>A role whose answers a test gives; it keeps what it was told.</summary>
internal sealed class FakeLeaderGrain : ILeaderGrain
{
    internal Func<Campaign, CancellationToken, Task<LeaderReply>> OnCampaign { get; set; } = (_, _) => Task.FromResult<LeaderReply>(Leading(1));

    internal Func<ObserveRole, Task<LeaderDescription>> OnObserve { get; set; } = _ => Task.FromResult(Describe(1, "a", 1));

    internal List<Campaign> Campaigns { get; } = [];

    internal List<Resign> Resignations { get; } = [];

    internal List<Proclaim> Proclamations { get; } = [];

    internal Func<Resign, Task<LeaderReply>> OnResign { get; set; } = command => Task.FromResult<LeaderReply>(new LeaderReply.Left(command.Term, command.HandOffTo));

    internal Func<Proclaim, LeaderReply> OnProclaim { get; set; } = command => new LeaderReply.Proclaimed(command.Term, 1);

    internal static LeaderReply.Leading Leading(long term) => new(term, TimeSpan.FromSeconds(15), DateTimeOffset.UnixEpoch);

    internal static LeaderDescription Describe(long term, string? leader, long version)
        => new() { Role = "r", Term = term, Leader = leader, Version = version, Leaders = leader is null ? [] : [Standing(leader, term)] };

    internal static LeaderStanding Standing(string candidate, long term)
        => new() { Candidate = candidate, Term = term, Priority = 0, Since = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch };

    public Task<LeaderReply> CampaignAsync(Campaign command, CancellationToken cancellationToken)
    {
        Campaigns.Add(command);
        return OnCampaign(command, cancellationToken);
    }

    public Task<LeaderReply> ResignAsync(Resign command, CancellationToken cancellationToken)
    {
        Resignations.Add(command);
        return OnResign(command);
    }

    public Task<LeaderReply> ProclaimAsync(Proclaim command, CancellationToken cancellationToken)
    {
        Proclamations.Add(command);
        return Task.FromResult(OnProclaim(command));
    }

    public Task<LeaderReply> SetPolicyAsync(LeaderPolicy policy, CancellationToken cancellationToken)
        => Task.FromResult<LeaderReply>(new LeaderReply.PolicySet(1));

    public Task<LeaderDescription> ObserveAsync(ObserveRole request, CancellationToken cancellationToken) => OnObserve(request);

    public Task<LeaderDescription> DescribeAsync(CancellationToken cancellationToken) => OnObserve(new ObserveRole());

    public Task WakeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
