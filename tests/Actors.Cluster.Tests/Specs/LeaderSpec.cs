using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Leaders;

namespace Actors.Cluster.Tests.Specs;

/// <summary>What a role promises, whatever door one comes through.</summary>
public abstract class LeaderSpec(ILeaderDoor door)
{
    private readonly string _role = $"role-{Guid.NewGuid():N}";

    [Fact]
    public async Task The_first_candidate_leads_and_the_next_is_told_who_does()
    {
        var first = (await door.CampaignAsync(_role, "ann")).Require();
        Assert.True(first.Leads);
        Assert.Equal(first with { Leads = false }, (await door.CampaignAsync(_role, "bob")).Require());
        var seen = await door.DescribeAsync(_role);
        Assert.Equal((first.Term, "ann", 1), (seen.Term, seen.Leader, seen.Candidates));
    }

    [Fact]
    public async Task A_heartbeat_keeps_the_term()
    {
        var first = (await door.CampaignAsync(_role, "ann")).Require();
        Assert.Equal(first, (await door.CampaignAsync(_role, "ann")).Require());
        Assert.Equal(first.Term, (await door.DescribeAsync(_role)).Term);
    }

    [Fact]
    public async Task A_leader_that_resigns_hands_over_to_the_first_that_waits_in_a_higher_term()
    {
        var first = (await door.CampaignAsync(_role, "ann")).Require();
        await door.CampaignAsync(_role, "bob");
        await door.CampaignAsync(_role, "cid");
        (await door.ResignAsync(_role, "ann")).Require();
        var seen = await door.DescribeAsync(_role);
        Assert.Equal(("bob", 1), (seen.Leader, seen.Candidates));
        Assert.True(seen.Term > first.Term);
        Assert.Equal(new Standing(true, seen.Term, "bob"), (await door.CampaignAsync(_role, "bob")).Require());
    }

    [Fact]
    public async Task Resigning_can_be_repeated_and_ends_nobody_elses_term()
    {
        await door.CampaignAsync(_role, "ann");
        await door.CampaignAsync(_role, "bob");
        (await door.ResignAsync(_role, "ann")).Require();
        (await door.ResignAsync(_role, "ann")).Require();
        Assert.Equal("bob", (await door.DescribeAsync(_role)).Leader);
    }

    [Fact]
    public async Task A_leader_that_is_not_heard_of_is_replaced_in_a_higher_term()
    {
        var lost = (await door.CampaignAsync(_role, "ann", ttlSeconds: 1)).Require();
        await Eventually.HoldsAsync(async () => (await door.CampaignAsync(_role, "bob")).Require().Leads);
        var seen = await door.DescribeAsync(_role);
        Assert.Equal("bob", seen.Leader);
        Assert.True(seen.Term > lost.Term);
        Assert.Equal(new Standing(false, seen.Term, "bob"), (await door.CampaignAsync(_role, "ann")).Require());
    }

    [Fact]
    public async Task An_observer_is_told_of_the_next_leader_and_of_what_it_proclaims()
    {
        await door.CampaignAsync(_role, "ann", value: "http://ann");
        await door.CampaignAsync(_role, "bob", value: "http://bob");
        var seen = await door.DescribeAsync(_role);
        Assert.Equal(("ann", "http://ann"), (seen.Leader, seen.Value));
        var next = door.NextAsync(_role, seen.Version);
        (await door.ResignAsync(_role, "ann")).Require();
        var after = await next;
        Assert.Equal(("bob", "http://bob"), (after.Leader, after.Value));
        Assert.True(after.Version > seen.Version);
    }

    [Fact]
    public async Task A_candidate_that_has_left_is_not_elected()
    {
        var first = (await door.CampaignAsync(_role, "ann")).Require();
        await door.CampaignAsync(_role, "bob");
        (await door.ResignAsync(_role, "bob")).Require();
        (await door.ResignAsync(_role, "ann")).Require();
        var free = await door.DescribeAsync(_role);
        Assert.Equal((null, first.Term), (free.Leader, free.Term));
        Assert.True((await door.CampaignAsync(_role, "cid")).Require().Term > first.Term);
    }

    [Fact]
    public async Task A_campaign_out_of_range_is_refused_and_nobody_leads()
    {
        Assert.Equal("invalid-request", (await door.CampaignAsync(_role, "ann", ttlSeconds: 0.5)).Code);
        Assert.Equal("invalid-request", (await door.CampaignAsync(_role, "ann", ttlSeconds: 86_401)).Code);
        Assert.Equal(new RoleSeen(0, null, null, 0, 0), await door.DescribeAsync(_role));
    }

    [Fact]
    public async Task A_leader_hands_off_to_the_candidate_it_names_and_is_told_who_leads_if_that_one_does_not_wait()
    {
        await door.CampaignAsync(_role, "ann");
        await door.CampaignAsync(_role, "bob");
        await door.CampaignAsync(_role, "cid");
        Assert.Equal("cid", (await door.HandOffAsync(_role, "ann", "cid")).Require());
        Assert.Equal("bob", (await door.HandOffAsync(_role, "cid", "nobody")).Require());
        Assert.Null((await door.HandOffAsync(_role, "bob", "ann")).Require());
        Assert.Equal("invalid-request", (await door.HandOffAsync(_role, "bob", "bob")).Code);
    }

    [Fact]
    public async Task A_leader_proclaims_under_its_term_and_nobody_under_another()
    {
        var led = (await door.CampaignAsync(_role, "ann", value: "first")).Require();
        var seen = await door.DescribeAsync(_role);
        (await door.ProclaimAsync(_role, "ann", led.Term, "second")).Require();
        Assert.Equal("not-leader", (await door.ProclaimAsync(_role, "ann", led.Term + 1, "third")).Code);
        Assert.Equal("not-leader", (await door.ProclaimAsync(_role, "bob", led.Term, "third")).Code);
        var after = await door.DescribeAsync(_role);
        Assert.Equal("second", after.Value);
        Assert.True(after.Version > seen.Version);
        (await door.ProclaimAsync(_role, "ann", led.Term, null)).Require();
        Assert.Null((await door.DescribeAsync(_role)).Value);
    }

    [Fact]
    public async Task A_role_with_several_seats_has_as_many_leaders_each_in_its_own_term()
    {
        (await door.SetSeatsAsync(_role, 2)).Require();
        var first = (await door.CampaignAsync(_role, "ann")).Require();
        var second = (await door.CampaignAsync(_role, "bob")).Require();
        Assert.True(first.Leads && second.Leads && second.Term > first.Term);
        Assert.Equal(second with { Leads = false }, (await door.CampaignAsync(_role, "cid")).Require());
        Assert.Equal($"ann:{first.Term} bob:{second.Term}", (await door.DescribeAsync(_role)).Leaders);
        (await door.ResignAsync(_role, "ann")).Require();
        Assert.Equal($"bob:{second.Term} cid:{second.Term + 1}", (await door.DescribeAsync(_role)).Leaders);
        Assert.Equal("invalid-request", (await door.SetSeatsAsync(_role, 0)).Code);
        Assert.Equal("invalid-request", (await door.SetSeatsAsync(_role, 17)).Code);
    }
}
