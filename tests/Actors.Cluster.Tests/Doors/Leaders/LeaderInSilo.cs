using Actors.Leaders;
using Actors.Records;

namespace Actors.Cluster.Tests.Doors.Leaders;

/// <summary>Roles by their grains.</summary>
internal sealed class LeaderInSilo(IGrainFactory grains) : ILeaderDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer<Standing>> CampaignAsync(string role, string candidate, double ttlSeconds = 30, string? value = null)
    {
        var campaign = new Campaign { Candidate = candidate, Ttl = TimeSpan.FromSeconds(ttlSeconds), Value = value };
        return Of(candidate, await Grain(role).CampaignAsync(campaign, Cancel));
    }

    public async Task<Answer<bool>> ResignAsync(string role, string candidate)
        => Accept(await Grain(role).ResignAsync(new Resign { Candidate = candidate }, Cancel), _ => true);

    public async Task<Answer<string?>> HandOffAsync(string role, string candidate, string to)
        => Accept(await Grain(role).ResignAsync(new Resign { Candidate = candidate, HandOffTo = to }, Cancel), reply => ((LeaderReply.Left)reply).Successor);

    public async Task<Answer<bool>> ProclaimAsync(string role, string candidate, long term, string? value)
        => Accept(await Grain(role).ProclaimAsync(new Proclaim { Candidate = candidate, Term = term, Value = value }, Cancel), _ => true);

    public async Task<Answer<bool>> SetSeatsAsync(string role, int seats)
        => Accept(await Grain(role).SetPolicyAsync(new LeaderPolicy { Seats = seats }, Cancel), _ => true);

    public async Task<RoleSeen> DescribeAsync(string role) => Of(await Grain(role).DescribeAsync(Cancel));

    public async Task<RoleSeen> NextAsync(string role, long seenVersion)
    {
        var request = new ObserveRole { SeenVersion = seenVersion, Wait = TimeSpan.FromSeconds(5) };
        return Of(await Grain(role).ObserveAsync(request, Cancel));
    }

    internal static Answer<Standing> Of(string candidate, LeaderReply reply) => reply switch
    {
        LeaderReply.Leading leading => Answer.Of(new Standing(true, leading.Term, candidate)),
        LeaderReply.Following following => Answer.Of(new Standing(false, following.Term, following.Leader)),
        _ => Answer.Refused<Standing>(((LeaderReply.Refused)reply).Refusal),
    };

    internal static RoleSeen Of(LeaderDescription role) => new(
        role.Term,
        role.Leader,
        role.Value,
        role.Candidates.Length,
        role.Version,
        string.Join(' ', role.Leaders.Select(leader => $"{leader.Candidate}:{leader.Term}")));

    private static Answer<T> Accept<T>(LeaderReply reply, Func<LeaderReply, T> read)
        => reply is LeaderReply.Refused refused ? Answer.Refused<T>(refused.Refusal) : Answer.Of(read(reply));

    private ILeaderGrain Grain(string role) => grains.GetGrain<ILeaderGrain>(GrainIds.Of("role", role));
}
