using System.Collections.Immutable;
using Actors.Leaders;

namespace Actors.Tests.Leaders;

/// <summary>Selection, preemption, tenure and seats: what a role's policy does.</summary>
public sealed class LeaderPolicyTests
{
    private readonly LeaderBench _bench = new();

    [Fact]
    public void A_policy_outlives_a_fail_over_and_the_idle_retention_until_it_is_the_default_again()
    {
        var policy = new LeaderPolicy { Selection = LeaderSelection.Preferred, PreferredLabels = [Labels("zone", "x")], Seats = 2 };
        Assert.Equal(1, Assert.IsType<LeaderReply.PolicySet>(_bench.SetPolicy(policy)).Version);
        _bench.FailOver();
        Assert.Equal(policy, _bench.Describe().Policy);
        _bench.SetPolicy(policy);
        Assert.False(_bench.Wrote);
        _bench.Pass(7200);
        Assert.False(_bench.Wake());
        Assert.True(_bench.Image.Exists);
        _bench.SetPolicy(LeaderPolicy.Default);
        Assert.True(_bench.Wake());
        Assert.False(_bench.Image.Exists);
    }

    [Fact]
    public void The_default_policy_makes_no_record()
    {
        _bench.SetPolicy(new LeaderPolicy());
        Assert.False(_bench.Image.Exists);
        Assert.Equal(LeaderPolicy.Default, _bench.Describe().Policy);
    }

    [Fact]
    public void Fifo_elects_who_came_first_whatever_its_priority()
    {
        _bench.SetPolicy(new LeaderPolicy { Selection = LeaderSelection.Fifo });
        _bench.Campaign("a");
        _bench.Campaign("b");
        _bench.Campaign("c", priority: 9);
        _bench.Resign("a");
        Assert.Equal("b:2", _bench.Leading());
    }

    [Fact]
    public void Preferred_elects_by_the_first_set_of_labels_that_fits_then_by_priority_then_who_came_first()
    {
        _bench.SetPolicy(new LeaderPolicy
        {
            Selection = LeaderSelection.Preferred,
            PreferredLabels = [Labels("zone", "x").Add("disk", "ssd"), Labels("zone", "x")],
        });
        _bench.Campaign("first");
        Campaign("none", 9);
        Campaign("zone", 0, ("zone", "x"));
        Campaign("zone-high", 3, ("zone", "x"), ("disk", "hdd"));
        Campaign("both", 0, ("zone", "x"), ("disk", "ssd"), ("more", "y"));
        Campaign("none-too", 9, ("zone", "y"));
        Assert.Equal(["both", "zone-high", "zone", "none", "none-too"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
        Assert.Equal("ssd", _bench.Describe().Candidates[0].Labels["disk"]);
    }

    [Fact]
    public void Without_preemption_a_better_candidate_waits()
    {
        _bench.Campaign("a");
        _bench.Campaign("b", priority: 9);
        Assert.Null(Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).YieldRequested);
    }

    /// <summary>client-go#587, KEP-2835, KEP-4355: a better candidate could not take over from the leader in an orderly way.</summary>
    [Fact]
    public void With_preemption_the_leader_is_told_to_yield_by_its_heartbeat_and_the_better_one_follows_its_resignation()
    {
        _bench.SetPolicy(new LeaderPolicy { Preemption = true, YieldGrace = TimeSpan.FromSeconds(5) });
        _bench.Campaign("a");
        _bench.Campaign("equal");
        Assert.Null(Assert.Single(_bench.Describe().Leaders).YieldRequested);
        _bench.Campaign("better", priority: 1);
        Assert.Equal(new LeaderYield(LeaderYieldReason.Preempted, Until: null), Assert.Single(_bench.Describe().Leaders).YieldRequested);
        _bench.Pass(3);
        var told = Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a"));
        Assert.Equal(new LeaderYield(LeaderYieldReason.Preempted, LeaderBench.Start.AddSeconds(8)), told.YieldRequested);
        Assert.Equal("better", Assert.IsType<LeaderReply.Left>(_bench.Resign("a")).Successor);
        Assert.Equal("better:2", _bench.Leading());
        Assert.Equal(
            ["leader-elected", "leader-yield-requested", "leader-resigned", "leader-elected"], _bench.Events.Select(happened => happened.Type));
    }

    [Fact]
    public void A_leader_that_goes_on_after_its_grace_is_refused_and_keeps_its_lease_until_its_TTL_is_over()
    {
        _bench.SetPolicy(new LeaderPolicy { Preemption = true, YieldGrace = TimeSpan.FromSeconds(5) });
        _bench.Campaign("a", ttlSeconds: 100);
        _bench.Campaign("better", ttlSeconds: 1000, priority: 1);
        _bench.Pass(50);
        _bench.Campaign("a", ttlSeconds: 100);
        _bench.Pass(4.9);
        Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a", ttlSeconds: 100));
        _bench.Pass(0.1);
        foreach (long? expected in new long?[] { 1, null })
        {
            var refused = Assert.IsType<LeaderReply.Refused>(_bench.Campaign("a", ttlSeconds: 100, expectedTerm: expected));
            Assert.Equal((ErrorCode.NotLeader, "105"), (refused.Refusal.Code, refused.Refusal.Facts["retryAfterSeconds"]));
            Assert.False(_bench.Wrote);
        }

        // The last acknowledged heartbeat was at 54.9 s, so its sender may trust the term until 154.9 s.
        _bench.Pass(104.8);
        Assert.False(_bench.Expire());
        Assert.Equal("a:1", _bench.Leading());
        _bench.Pass(0.2);
        Assert.True(_bench.Expire());
        Assert.Equal("better:2", _bench.Leading());
    }

    [Fact]
    public void A_refused_leader_that_has_stopped_resigns_and_need_not_run_out()
    {
        _bench.SetPolicy(new LeaderPolicy { Preemption = true, YieldGrace = TimeSpan.FromSeconds(1) });
        _bench.Campaign("a");
        _bench.Campaign("better", priority: 1);
        _bench.Campaign("a");
        _bench.Pass(1);
        Assert.IsType<LeaderReply.Refused>(_bench.Campaign("a"));
        _bench.Resign("a", term: 1);
        Assert.Equal("better:2", _bench.Leading());
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("a"));
    }

    [Fact]
    public void A_leader_that_was_not_told_yet_is_not_refused_however_long_ago_it_was_asked()
    {
        _bench.SetPolicy(new LeaderPolicy { Preemption = true, YieldGrace = TimeSpan.FromSeconds(1) });
        _bench.Campaign("a", ttlSeconds: 100);
        _bench.Campaign("better", priority: 1);
        _bench.Pass(33);
        Assert.NotNull(Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a", ttlSeconds: 100)).YieldRequested);
    }

    [Fact]
    public void A_request_to_yield_outlives_a_fail_over_and_its_grace_is_counted_anew()
    {
        _bench.SetPolicy(new LeaderPolicy { Preemption = true, YieldGrace = TimeSpan.FromSeconds(5) });
        _bench.Campaign("a");
        _bench.Campaign("better", priority: 1);
        _bench.Campaign("a");
        _bench.Pass(4);
        _bench.FailOver();
        _bench.Pass(4);
        Assert.NotNull(Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).YieldRequested);
        _bench.Pass(1);
        Assert.IsType<LeaderReply.Refused>(_bench.Campaign("a"));
    }

    [Fact]
    public void A_leader_keeps_its_term_for_the_minimum_tenure()
    {
        _bench.SetPolicy(new LeaderPolicy { Preemption = true, MinTenure = TimeSpan.FromSeconds(30) });
        _bench.Campaign("a", ttlSeconds: 60);
        _bench.Campaign("better", ttlSeconds: 60, priority: 1);
        _bench.Pass(29);
        Assert.Null(Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a", ttlSeconds: 60)).YieldRequested);
        _bench.Pass(1);
        _bench.Campaign("better", ttlSeconds: 60, priority: 1);
        Assert.NotNull(Assert.Single(_bench.Describe().Leaders).YieldRequested);
    }

    [Fact]
    public void Several_seats_have_a_leader_and_a_term_each_and_the_version_rises_by_as_many()
    {
        _bench.Campaign("a");
        foreach (var name in new[] { "b", "c", "d" }) _bench.Campaign(name);
        var version = _bench.Image.Version;
        _bench.SetPolicy(new LeaderPolicy { Seats = 3 });
        Assert.Equal("a:1 b:2 c:3", _bench.Leading());
        Assert.Equal(version + 2, _bench.Image.Version);
        Assert.Equal(_bench.Image.Version, _bench.Describe().Version);
        Assert.Equal(3, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("c")).Term);
        var following = Assert.IsType<LeaderReply.Following>(_bench.Campaign("d"));
        Assert.Equal(("c", 3), (following.Leader, following.Term));
        Assert.Equal("d", Assert.IsType<LeaderReply.Left>(_bench.Resign("a")).Successor);
        Assert.Equal("b:2 c:3 d:4", _bench.Leading());
        Assert.Equal((4, "d"), (_bench.Describe().Term, _bench.Describe().Leader));
    }

    [Fact]
    public void Each_seat_expires_by_itself()
    {
        _bench.SetPolicy(new LeaderPolicy { Seats = 2 });
        _bench.Campaign("a");
        _bench.Campaign("b", ttlSeconds: 60);
        _bench.Campaign("c", ttlSeconds: 60);
        _bench.Pass(16);
        Assert.True(_bench.Expire());
        Assert.Equal("b:2 c:3", _bench.Leading());
    }

    [Fact]
    public void Seats_that_are_taken_away_are_asked_back_from_the_newest_and_nobody_is_cut_off()
    {
        _bench.SetPolicy(new LeaderPolicy { Seats = 3 });
        foreach (var name in new[] { "a", "b", "c", "d" }) _bench.Campaign(name, ttlSeconds: 60);
        _bench.SetPolicy(new LeaderPolicy());
        Assert.Equal("a:1 b:2 c:3", _bench.Leading());
        Assert.Equal(
            [null, LeaderYieldReason.SeatsLowered, LeaderYieldReason.SeatsLowered],
            _bench.Describe().Leaders.Select(leader => leader.YieldRequested?.Reason));
        Assert.Null(Assert.IsType<LeaderReply.Left>(_bench.Resign("c")).Successor);
        Assert.Null(Assert.IsType<LeaderReply.Left>(_bench.Resign("b")).Successor);
        Assert.Equal("a:1", _bench.Leading());
        Assert.Equal((3, "a"), (_bench.Describe().Term, _bench.Describe().Leader));
        Assert.Equal("d", Assert.IsType<LeaderReply.Left>(_bench.Resign("a")).Successor);
    }

    [Fact]
    public void With_several_seats_the_worst_leaders_yield_as_many_as_there_are_better_candidates()
    {
        _bench.SetPolicy(new LeaderPolicy { Seats = 3, Preemption = true });
        _bench.Campaign("low", priority: 1);
        _bench.Campaign("lowest");
        _bench.Campaign("high", priority: 5);
        _bench.Campaign("one", priority: 3);
        Assert.Equal([false, true, false], Asked());
        _bench.Campaign("one", priority: 3);
        Assert.Equal([false, true, false], Asked());
        _bench.Campaign("two", priority: 2);
        Assert.Equal([true, true, false], Asked());
        _bench.Campaign("three", priority: 4);
        Assert.Equal([true, true, false], Asked());
        Assert.Equal("three", Assert.IsType<LeaderReply.Left>(_bench.Resign("lowest")).Successor);

        IEnumerable<bool> Asked() => _bench.Describe().Leaders.Select(leader => leader.YieldRequested is not null);
    }

    [Fact]
    public void A_policy_that_cannot_be_is_refused_and_changes_nothing()
    {
        var many = Enumerable.Range(0, 17).Select(i => Labels("zone", $"{i}")).ToImmutableArray();
        LeaderPolicy[] refused =
        [
            new() { Seats = 0 },
            new() { Seats = 17 },
            new() { Selection = LeaderSelection.Unknown },
            new() { Selection = (LeaderSelection)9 },
            new() { YieldGrace = TimeSpan.FromSeconds(0.9) },
            new() { YieldGrace = TimeSpan.FromHours(1.1) },
            new() { MinTenure = TimeSpan.FromSeconds(-1) },
            new() { MinTenure = TimeSpan.FromHours(25) },
            new() { Selection = LeaderSelection.Fifo, Preemption = true },
            new() { Selection = LeaderSelection.Preferred },
            new() { PreferredLabels = [Labels("zone", "x")] },
            new() { Selection = LeaderSelection.Preferred, PreferredLabels = [ImmutableSortedDictionary<string, string>.Empty] },
            new() { Selection = LeaderSelection.Preferred, PreferredLabels = [Labels("", "x")] },
            new() { Selection = LeaderSelection.Preferred, PreferredLabels = [Labels("zone", new string('x', 2048))] },
            new() { Selection = LeaderSelection.Preferred, PreferredLabels = many },
        ];
        foreach (var policy in refused)
        {
            Assert.Equal(ErrorCode.InvalidRequest, Assert.IsType<LeaderReply.Refused>(_bench.SetPolicy(policy)).Refusal.Code);
            Assert.False(_bench.Wrote);
        }
    }

    private static ImmutableSortedDictionary<string, string> Labels(string name, string value)
        => ImmutableSortedDictionary<string, string>.Empty.Add(name, value);

    private void Campaign(string candidate, int priority, params (string Name, string Value)[] labels) => _bench.Campaign(new Campaign
    {
        Candidate = candidate,
        Priority = priority,
        Labels = labels.ToImmutableSortedDictionary(label => label.Name, label => label.Value),
    });
}
