using Actors.Leaders;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;

namespace Actors.Tests.Leaders;

public sealed class LeaderGrainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_outlives_its_node_and_its_lease_is_counted_anew()
    {
        await using var database = new MemoryDatabase(TimeProvider.System);
        await using (var first = await ActorsTestHost.StartAsync(options => options.Database = database))
        {
            Assert.IsType<LeaderReply.Leading>(await first.Client.Leaders.HeartbeatAsync("r", For("a"), Cancellation));
        }

        await using var second = await ActorsTestHost.StartAsync(options => options.Database = database);
        Assert.Equal("a", Assert.IsType<LeaderReply.Following>(await second.Client.Leaders.HeartbeatAsync("r", For("b"), Cancellation)).Leader);
        await using var handle = await second.Client.Leaders.CampaignAsync("r", "b", cancellationToken: Cancellation);
        Assert.Equal(2, handle.Term);
    }

    [Fact]
    public async Task A_campaign_whose_commit_was_not_acknowledged_gets_its_term_on_the_repeat()
    {
        await using var database = new FaultyDatabase(new MemoryDatabase(TimeProvider.System), TimeProvider.System);
        await using var node = await ActorsTestHost.StartAsync(options => options.Database = database);
        var faults = 0;
        database.OnCommit = units => units.Any(unit => unit.Key.Kind == "role") && faults++ == 0 ? CommitFault.ThrowAfter : CommitFault.None;
        var reply = Assert.IsType<LeaderReply.Leading>(await node.Client.Leaders.HeartbeatAsync("r", For("a"), Cancellation));
        Assert.Equal(1, reply.Term);
        Assert.True(faults >= 2);
        Assert.Single((await node.Client.Leaders.DescribeAsync("r", Cancellation)).Terms);
    }

    [Fact]
    public async Task Whoever_watches_is_told_of_a_change_long_before_the_wait_is_over()
    {
        await using var node = await ActorsTestHost.StartAsync();
        await node.Client.Leaders.HeartbeatAsync("r", For("a"), Cancellation);
        var seen = await node.Client.Leaders.DescribeAsync("r", Cancellation);
        var watching = node.Client.Leaders.WaitAsync("r", seen.Version, TimeSpan.FromSeconds(60), Cancellation);
        await node.Client.Leaders.DescribeAsync("r", Cancellation);
        await node.Client.Leaders.SetPolicyAsync("r", new LeaderPolicy { Seats = 2 }, Cancellation);
        Assert.NotEqual(seen.Version, (await watching.WaitAsync(ObserveRole.WaitMax / 2, Cancellation)).Version);
    }

    [Fact]
    public async Task An_activation_that_another_writer_has_overtaken_lets_its_observers_go()
    {
        await using var database = new MemoryDatabase(TimeProvider.System);
        await using var node = await ActorsTestHost.StartAsync(options => options.Database = database);
        await node.Client.Leaders.HeartbeatAsync("r", For("a"), Cancellation);
        var seen = await node.Client.Leaders.DescribeAsync("r", Cancellation);
        var watching = node.Client.Leaders.WaitAsync("r", seen.Version, TimeSpan.FromSeconds(60), Cancellation);
        await node.Client.Leaders.DescribeAsync("r", Cancellation);

        var key = RecordKey.Create("role", "r");
        var row = (await database.ReadAsync([key], Cancellation))[0].Record!;
        var foreign = new RecordUnit
        {
            Key = key,
            Action = UnitAction.Update,
            ExpectedVersion = row.Version,
            State = """{"lastTerm":1,"revision":2,"terms":[]}""",
            Status = "free",
        };
        Assert.Equal([UnitResult.Committed], await database.CommitAsync([foreign]));

        // The leader's heartbeat is a write, so it finds out at once.
        var reply = Assert.IsType<LeaderReply.Leading>(await node.Client.Leaders.HeartbeatAsync("r", For("a"), Cancellation));
        Assert.Equal(2, reply.Term);
        Assert.NotEqual(seen.Version, (await watching.WaitAsync(TimeSpan.FromSeconds(4), Cancellation)).Version);
    }

    [Fact]
    public async Task A_seat_whose_leader_is_silent_is_given_on_without_anyones_asking_and_the_others_are_kept()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var leaders = node.Client.Leaders;
        await leaders.SetPolicyAsync("r", new LeaderPolicy { Seats = 2 }, Cancellation);
        await leaders.HeartbeatAsync("r", For("kept") with { Ttl = TimeSpan.FromMinutes(1) }, Cancellation);
        await leaders.HeartbeatAsync("r", For("silent"), Cancellation);
        await leaders.HeartbeatAsync("r", For("next") with { Ttl = TimeSpan.FromMinutes(1) }, Cancellation);
        var seen = await leaders.ObserveAsync("r", Cancellation).FirstAsync(role => role.Leader == "next", Cancellation);
        Assert.Equal([("kept", 1L), ("next", 3L)], seen.Leaders.Select(leader => (leader.Candidate, leader.Term)));
        Assert.Equal(("silent", LeaderTermEnd.Expired), (seen.Terms[1].Leader, seen.Terms[1].End));
    }

    [Fact]
    public async Task A_policy_whose_commit_was_not_acknowledged_is_in_force_after_the_repeat()
    {
        await using var database = new FaultyDatabase(new MemoryDatabase(TimeProvider.System), TimeProvider.System);
        await using var node = await ActorsTestHost.StartAsync(options => options.Database = database);
        var faults = 0;
        database.OnCommit = units => units.Any(unit => unit.Key.Kind == "role") && faults++ == 0 ? CommitFault.ThrowAfter : CommitFault.None;
        var policy = new LeaderPolicy { Seats = 2, Preemption = true };
        await node.Client.Leaders.SetPolicyAsync("r", policy, Cancellation);
        Assert.Equal(1, faults);
        Assert.Equal(policy, await node.Client.Leaders.GetPolicyAsync("r", Cancellation));
    }

    [Theory]
    [InlineData(0, 60, "Actors:Leaders:CandidatesMax")]
    [InlineData(1001, 60, "Actors:Leaders:CandidatesMax")]
    [InlineData(1, 59, "Actors:Leaders:IdleRetention")]
    public void Options_out_of_range_are_named(int candidatesMax, int retentionSeconds, string named)
    {
        var options = new LeaderOptions { CandidatesMax = candidatesMax, IdleRetention = TimeSpan.FromSeconds(retentionSeconds) };
        Assert.Contains(named, Assert.Single(new LeaderOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
        Assert.True(new LeaderOptionsValidator().Validate(null, new LeaderOptions()).Succeeded);
    }

    private static Campaign For(string candidate) => new() { Candidate = candidate, Ttl = TimeSpan.FromSeconds(1) };
}
