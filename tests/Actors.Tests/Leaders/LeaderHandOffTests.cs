using Actors.Leaders;

namespace Actors.Tests.Leaders;

/// <summary>Hand-off to a named candidate, proclamations, and the gaps between terms.</summary>
public sealed class LeaderHandOffTests
{
    private readonly LeaderBench _bench = new();

    /// <summary>kubernetes#62120: a leader could not cede its leadership.</summary>
    [Fact]
    public void Resigning_hands_off_to_the_named_candidate_in_one_write_and_says_so()
    {
        _bench.Campaign("a");
        _bench.Campaign("b", priority: 9);
        _bench.Campaign("c");
        var version = _bench.Image.Version;
        Assert.Equal(new LeaderReply.Left(1, "c", 2), _bench.Resign("a", handOffTo: "c"));
        Assert.Equal(version + 1, _bench.Image.Version);
        Assert.Equal("c:2", _bench.Leading());
        Assert.Equal(["b"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }

    [Fact]
    public void If_the_named_candidate_does_not_wait_the_next_by_selection_is_elected()
    {
        _bench.Campaign("a");
        _bench.Campaign("gone", ttlSeconds: 1);
        _bench.Campaign("b");
        _bench.Campaign("c", priority: 1);
        _bench.Pass(2);
        Assert.Equal(new LeaderReply.Left(1, "c", 2), _bench.Resign("a", handOffTo: "gone"));
        _bench.Resign("b");
        Assert.Equal(new LeaderReply.Left(2, null, null), _bench.Resign("c", handOffTo: "nobody"));
    }

    [Fact]
    public void A_hand_off_to_oneself_or_to_no_name_is_refused()
    {
        _bench.Campaign("a");
        Assert.Equal(ErrorCode.InvalidRequest, Assert.IsType<LeaderReply.Refused>(_bench.Resign("a", handOffTo: "a")).Refusal.Code);
        Assert.Equal(ErrorCode.InvalidKey, Assert.IsType<LeaderReply.Refused>(_bench.Resign("a", handOffTo: "b/c")).Refusal.Code);
        Assert.Equal("a:1", _bench.Leading());
    }

    [Fact]
    public void A_late_repeat_of_a_hand_off_ends_no_newer_term()
    {
        _bench.Campaign("a");
        _bench.Campaign("b");
        _bench.Resign("a", term: 1, handOffTo: "b");
        _bench.Campaign("c");
        _bench.Resign("b", term: 2, handOffTo: "a");
        _bench.Campaign("a");
        Assert.Equal(new LeaderReply.Left(null), _bench.Resign("a", term: 1, handOffTo: "b"));
        Assert.Equal("c:3", _bench.Leading());
        Assert.Equal(["a"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }

    [Fact]
    public void A_value_is_proclaimed_under_the_term_and_is_no_heartbeat()
    {
        _bench.Campaign("a", value: "first");
        _bench.Pass(10);
        var proclaimed = Assert.IsType<LeaderReply.Proclaimed>(_bench.Proclaim("a", 1, "second"));
        Assert.Equal((1, _bench.Image.Version), (proclaimed.Term, proclaimed.Version));
        Assert.Equal(("second", proclaimed.Version), (_bench.Describe().Value, _bench.Describe().Version));
        _bench.Proclaim("a", 1, "second");
        Assert.False(_bench.Wrote);
        _bench.Campaign("b");
        _bench.Pass(5.75);
        Assert.True(_bench.Expire());
        Assert.Null(_bench.Describe().Value);
    }

    [Fact]
    public void What_is_proclaimed_can_be_taken_back_and_a_heartbeat_leaves_it_as_it_is()
    {
        _bench.Campaign("a", value: "first");
        _bench.Campaign("a");
        Assert.Equal("first", _bench.Describe().Value);
        _bench.Proclaim("a", 1, null);
        Assert.Null(_bench.Describe().Value);
    }

    [Fact]
    public void Only_the_leader_proclaims_and_only_in_its_term()
    {
        _bench.Campaign("a");
        _bench.Campaign("b");
        _bench.Resign("a");
        foreach (var (candidate, term) in new[] { ("a", 1L), ("a", 2L), ("b", 1L), ("b", 3L), ("nobody", 0L) })
        {
            Assert.Equal(ErrorCode.NotLeader, Assert.IsType<LeaderReply.Refused>(_bench.Proclaim(candidate, term, "v")).Refusal.Code);
        }

        Assert.Equal(ErrorCode.InvalidRequest, Assert.IsType<LeaderReply.Refused>(_bench.Proclaim("b", 2, new string('v', 4097))).Refusal.Code);
        Assert.Equal(ErrorCode.InvalidKey, Assert.IsType<LeaderReply.Refused>(_bench.Proclaim("", 2, "v")).Refusal.Code);
        _bench.Pass(16);
        Assert.Equal(ErrorCode.NotLeader, Assert.IsType<LeaderReply.Refused>(_bench.Proclaim("b", 2, "v")).Refusal.Code);
        Assert.Null(_bench.Describe().Value);
    }

    [Fact]
    public void A_term_tells_how_long_its_seat_was_vacant_before()
    {
        _bench.Campaign("a");
        _bench.Pass(1);
        _bench.Resign("a");
        _bench.Pass(2.5);
        _bench.Campaign("b", ttlSeconds: 60);
        _bench.Campaign("c", ttlSeconds: 60);
        _bench.Resign("b");
        Assert.Equal([0L, 2500L, null], _bench.Describe().Terms.Select(term => term.GapMs));
        _bench.FailOver();
        Assert.Equal([0L, 2500L, null], _bench.Describe().Terms.Select(term => term.GapMs));
    }

    [Fact]
    public void With_several_seats_each_gap_is_that_of_a_seat()
    {
        _bench.SetPolicy(new LeaderPolicy { Seats = 2 });
        _bench.Campaign("a", ttlSeconds: 60);
        _bench.Campaign("b", ttlSeconds: 60);
        _bench.Resign("a");
        _bench.Pass(1);
        _bench.Resign("b");
        _bench.Pass(1);
        _bench.Campaign("c", ttlSeconds: 60);
        _bench.Campaign("d", ttlSeconds: 60);
        Assert.Equal([(4, 1000L), (3, 2000L), (2, null), (1, null)], _bench.Describe().Terms.Select(term => (term.Term, term.GapMs)));
    }
}
