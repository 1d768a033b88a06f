using System.Collections.Immutable;
using Actors.Leaders;
using Actors.Records;

namespace Actors.Tests.Leaders;

public sealed class LeaderMachineTests
{
    private readonly LeaderBench _bench = new();

    [Fact]
    public void The_first_candidate_leads_in_the_first_term()
    {
        var reply = Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a", value: "here"));
        Assert.Equal(1, reply.Term);
        Assert.Equal(LeaderBench.Start.AddSeconds(15), reply.ExpiresAt);
        Assert.Equal(("a", "here", 1L), (_bench.Describe().Leader, _bench.Describe().Value, _bench.Describe().Term));
        Assert.Equal(["leader-elected"], _bench.Events.Select(e => e.Type));
    }

    [Fact]
    public void A_role_that_nobody_has_campaigned_for_has_term_0_and_no_leader()
    {
        var role = _bench.Describe();
        Assert.Equal((0L, 0L), (role.Term, role.Version));
        Assert.Null(role.Leader);
        Assert.Null(role.ExpiresAt);
    }

    [Fact]
    public void A_new_record_begins_its_terms_above_the_floor()
    {
        _bench.Image = new RecordImage<LeaderState>(null, 41);
        Assert.Equal(42, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).Term);
        Assert.Equal(42, _bench.Image.Version);
    }

    [Fact]
    public void A_repeated_campaign_gets_the_same_term_and_renews_the_lease_by_a_write()
    {
        _bench.Campaign("a");
        _bench.Pass(10);
        Assert.Equal(1, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).Term);
        Assert.True(_bench.Wrote);
        _bench.Pass(10);
        Assert.False(_bench.Expire());
        Assert.Equal("a", _bench.Describe().Leader);
        Assert.Single(_bench.Events);
    }

    [Fact]
    public void A_heartbeat_changes_the_record_but_not_the_version_that_observers_see()
    {
        _bench.Campaign("a");
        var (version, seen) = (_bench.Image.Version, _bench.Describe().Version);
        _bench.Campaign("a");
        Assert.Equal(version + 1, _bench.Image.Version);
        Assert.Equal(seen, _bench.Describe().Version);
        _bench.Campaign("a", value: "new");
        Assert.Equal(_bench.Image.Version, _bench.Describe().Version);
        Assert.Equal("new", _bench.Describe().Value);
    }

    [Fact]
    public void A_second_candidate_follows_and_its_heartbeats_write_nothing()
    {
        _bench.Campaign("a");
        var reply = Assert.IsType<LeaderReply.Following>(_bench.Campaign("b"));
        Assert.Equal((1L, "a"), (reply.Term, reply.Leader));
        Assert.False(_bench.Wrote);
        Assert.Equal(["b"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }

    [Fact]
    public void Resigning_hands_over_to_the_first_live_candidate_in_one_write()
    {
        _bench.Campaign("a");
        _bench.Campaign("dead", ttlSeconds: 1);
        _bench.Pass(2);
        _bench.Campaign("b");
        _bench.Campaign("c");
        var version = _bench.Image.Version;
        Assert.Equal(1, Assert.IsType<LeaderReply.Left>(_bench.Resign("a")).EndedTerm);
        Assert.Equal(version + 1, _bench.Image.Version);
        Assert.Equal(("b", 2L), (_bench.Describe().Leader, _bench.Describe().Term));
        Assert.Equal(["leader-elected", "leader-resigned", "leader-elected"], _bench.Events.Select(e => e.Type));
        Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("b")).Term);
    }

    [Fact]
    public void Resigning_again_or_without_leading_changes_nothing()
    {
        _bench.Campaign("a");
        _bench.Campaign("b");
        Assert.Null(Assert.IsType<LeaderReply.Left>(_bench.Resign("b")).EndedTerm);
        Assert.Empty(_bench.Describe().Candidates);
        _bench.Resign("a");
        Assert.Null(Assert.IsType<LeaderReply.Left>(_bench.Resign("a")).EndedTerm);
        Assert.False(_bench.Wrote);
        Assert.Equal((1L, null), (_bench.Describe().Term, _bench.Describe().Leader));
    }

    [Fact]
    public void A_late_resignation_of_an_old_term_ends_no_newer_one()
    {
        _bench.Campaign("a");
        _bench.Resign("a", term: 1);
        Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).Term);
        Assert.Null(Assert.IsType<LeaderReply.Left>(_bench.Resign("a", term: 1)).EndedTerm);
        Assert.Null(Assert.IsType<LeaderReply.Left>(_bench.Resign("a", term: 0)).EndedTerm);
        Assert.Equal("a", _bench.Describe().Leader);
    }

    /// <summary>akka-core#29680: a singleton stayed with a node that nobody could reach any more.</summary>
    [Fact]
    public void A_lease_expires_a_TTL_and_a_twentieth_after_the_last_heartbeat_and_not_before()
    {
        _bench.Campaign("a", ttlSeconds: 100);
        _bench.Pass(104.9);
        Assert.False(_bench.Expire());
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("b", ttlSeconds: 100));
        _bench.Pass(0.1);
        Assert.True(_bench.Expire());
        Assert.Equal(("b", 2L), (_bench.Describe().Leader, _bench.Describe().Term));
        Assert.Equal(["leader-elected", "leader-expired", "leader-elected"], _bench.Events.Select(e => e.Type));
    }

    [Fact]
    public void An_activation_waits_a_whole_TTL_from_its_own_read()
    {
        _bench.Campaign("a", ttlSeconds: 10);
        _bench.Pass(10);
        _bench.FailOver();
        _bench.Pass(10);
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("b"));
        _bench.Pass(0.5);
        Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("b")).Term);
    }

    [Fact]
    public void A_leader_whose_lease_has_expired_gets_a_new_term_behind_those_who_wait()
    {
        _bench.Campaign("a");
        _bench.Pass(16);
        Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).Term);
        _bench.Campaign("b", ttlSeconds: 60);
        _bench.Pass(16);
        var reply = Assert.IsType<LeaderReply.Following>(_bench.Campaign("a"));
        Assert.Equal(("b", 3L), (reply.Leader, reply.Term));
    }

    [Fact]
    public void A_heartbeat_for_a_term_that_is_over_is_refused_and_makes_no_candidate()
    {
        _bench.Campaign("a");
        Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a", expectedTerm: 1));
        _bench.Pass(16);
        var refused = Assert.IsType<LeaderReply.Refused>(_bench.Campaign("a", expectedTerm: 1));
        Assert.Equal(ErrorCode.NotLeader, refused.Refusal.Code);
        _bench.Campaign("b");
        Assert.IsType<LeaderReply.Refused>(_bench.Campaign("a", expectedTerm: 1));
        Assert.Empty(_bench.Describe().Candidates);
    }

    [Fact]
    public void Higher_priority_is_elected_first_then_who_came_first()
    {
        _bench.Campaign("a");
        _bench.Campaign("b");
        _bench.Campaign("c", priority: 5);
        _bench.Campaign("d", priority: 5);
        _bench.Campaign("e");
        Assert.Equal(["c", "d", "b", "e"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
        _bench.Campaign("b");
        _bench.Campaign("c", priority: 0);
        Assert.Equal(["d", "b", "c", "e"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }

    [Fact]
    public void A_candidate_beyond_the_most_is_refused_and_those_in_the_queue_are_not()
    {
        _bench.Options.CandidatesMax = 2;
        _bench.Campaign("a");
        _bench.Campaign("b");
        _bench.Campaign("c");
        var refused = Assert.IsType<LeaderReply.Refused>(_bench.Campaign("d"));
        Assert.Equal(ErrorCode.TooManyCandidates, refused.Refusal.Code);
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("b"));
        _bench.Pass(15);
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("d"));
    }

    [Fact]
    public void Ended_terms_are_kept_newest_first_with_how_they_ended_and_at_most_32()
    {
        for (var i = 0; i < 40; i++)
        {
            _bench.Campaign("a");
            _bench.Pass(1);
            _bench.Resign("a");
        }

        _bench.Campaign("b");
        _bench.Pass(16);
        _bench.Expire();
        _bench.Campaign("c");
        var terms = _bench.Describe().Terms;
        Assert.Equal(33, terms.Length);
        Assert.Equal((42L, "c", null), (terms[0].Term, terms[0].Leader, terms[0].End));
        Assert.Equal((41L, "b", LeaderTermEnd.Expired), (terms[1].Term, terms[1].Leader, terms[1].End));
        Assert.Equal((40L, "a", LeaderTermEnd.Resigned), (terms[2].Term, terms[2].Leader, terms[2].End));
        Assert.Equal(TimeSpan.FromSeconds(1), terms[2].To - terms[2].From);
        Assert.Equal(10, terms[^1].Term);
    }

    [Fact]
    public void Waking_keeps_a_role_that_is_led_records_an_expiry_and_removes_what_was_free_for_long()
    {
        _bench.Campaign("a");
        Assert.False(_bench.Wake());
        Assert.Equal("a", _bench.Describe().Leader);
        _bench.Pass(16);
        Assert.True(_bench.Wake());
        Assert.Null(_bench.Describe().Leader);
        _bench.Pass(3599);
        Assert.False(_bench.Wake());
        Assert.True(_bench.Image.Exists);
        _bench.Pass(1);
        Assert.True(_bench.Wake());
        Assert.False(_bench.Image.Exists);
        var floor = _bench.Image.Version;
        Assert.True(Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).Term > floor);
    }

    [Fact]
    public void What_is_no_campaign_is_refused_by_name()
    {
        var long2049 = new string('x', 2049);
        (Campaign Campaign, ErrorCode Code)[] cases =
        [
            (new() { Candidate = "" }, ErrorCode.InvalidKey),
            (new() { Candidate = "a/b" }, ErrorCode.InvalidKey),
            (new() { Candidate = "a", Ttl = TimeSpan.Zero }, ErrorCode.InvalidRequest),
            (new() { Candidate = "a", Ttl = TimeSpan.FromHours(25) }, ErrorCode.InvalidRequest),
            (new() { Candidate = "a", Priority = 1001 }, ErrorCode.InvalidRequest),
            (new() { Candidate = "a", Value = new string('v', 4097) }, ErrorCode.InvalidRequest),
            (new() { Candidate = "a", Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("k", long2049) }, ErrorCode.InvalidRequest),
        ];
        foreach (var (campaign, code) in cases)
        {
            var step = LeaderMachine.Campaign(_bench.Image, _bench.Queue, campaign, _bench.Now, _bench.Options);
            Assert.Equal(code, Assert.IsType<LeaderReply.Refused>(step.Decision.Reply).Refusal.Code);
            Assert.False(step.Decision.Writes);
        }
    }
}
