using Actors.Leaders;

namespace Actors.Cluster.Tests.Doors.Leaders;

/// <summary>Roles by the .NET client.</summary>
internal sealed class LeaderThroughClient(ActorsClient actors) : ILeaderDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer<Standing>> CampaignAsync(string role, string candidate, double ttlSeconds = 30, string? value = null)
    {
        var campaign = new Campaign { Candidate = candidate, Ttl = TimeSpan.FromSeconds(ttlSeconds), Value = value };
        return LeaderInSilo.Of(candidate, await actors.Leaders.HeartbeatAsync(role, campaign, Cancel));
    }

    public Task<Answer<bool>> ResignAsync(string role, string candidate) => Answer.CatchAsync(async () =>
    {
        await actors.Leaders.ResignAsync(role, candidate, cancellationToken: Cancel);
        return true;
    });

    public Task<Answer<string?>> HandOffAsync(string role, string candidate, string to) => Answer.CatchAsync(async ()
        => (await actors.Leaders.ResignAsync(role, new Resign { Candidate = candidate, HandOffTo = to }, Cancel)).Successor);

    public Task<Answer<bool>> ProclaimAsync(string role, string candidate, long term, string? value) => Answer.CatchAsync(async () =>
    {
        await actors.Leaders.ProclaimAsync(role, new Proclaim { Candidate = candidate, Term = term, Value = value }, Cancel);
        return true;
    });

    public Task<Answer<bool>> SetSeatsAsync(string role, int seats) => Answer.CatchAsync(async () =>
    {
        await actors.Leaders.SetPolicyAsync(role, new LeaderPolicy { Seats = seats }, Cancel);
        return true;
    });

    public async Task<RoleSeen> DescribeAsync(string role) => LeaderInSilo.Of(await actors.Leaders.DescribeAsync(role, Cancel));

    public async Task<RoleSeen> NextAsync(string role, long seenVersion)
        => LeaderInSilo.Of(await actors.Leaders.WaitAsync(role, seenVersion, TimeSpan.FromSeconds(5), Cancel));
}
