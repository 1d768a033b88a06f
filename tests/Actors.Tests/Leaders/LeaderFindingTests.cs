using Actors.Leaders;
using Actors.Records;
using Actors.Testing;

namespace Actors.Tests.Leaders;

/// <summary>What others were reported for, each by its reference, and what users of elections were found to test.</summary>
public sealed class LeaderFindingTests
{
    private readonly LeaderBench _bench = new();
    private readonly LeaderFakes _fakes = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>etcd#18163: Observe put a leader together from several keys, and could name one that did not lead.</summary>
    [Fact]
    public async Task Etcd_18163_observe_never_reports_a_wrong_leader()
    {
        var answers = new Queue<LeaderDescription>(
        [
            FakeLeaderGrain.Describe(5, "b", 14),
            FakeLeaderGrain.Describe(4, "a", 12),
            FakeLeaderGrain.Describe(4, "a", 12),
            FakeLeaderGrain.Describe(0, null, 0),
            FakeLeaderGrain.Describe(5, "b", 14),
            FakeLeaderGrain.Describe(6, "c", 20),
        ]);
        _fakes.Grain.OnObserve = _ => Task.FromResult(answers.Dequeue());
        var seen = new List<(long, string?)>();
        await foreach (var role in _fakes.Leaders.ObserveAsync("r", Cancellation))
        {
            seen.Add((role.Term, role.Leader));
            if (answers.Count == 0) break;
        }

        Assert.Equal([(5, "b"), (6, "c")], seen);
    }

    /// <summary>etcd#14030: who waits could not be listed.</summary>
    [Fact]
    public void Etcd_14030_candidates_are_listed_in_the_order_of_election()
    {
        foreach (var (name, priority) in new[] { ("a", 0), ("b", 0), ("c", 2), ("d", 0) }) _bench.Campaign(name, priority: priority);
        Assert.Equal(["c", "b", "d"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }

    /// <summary>etcd#6278: an election found the keys of another whose name began with its own.</summary>
    [Fact]
    public async Task Etcd_6278_a_role_whose_name_is_a_prefix_of_another_is_another_role()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var leaders = node.Client.Leaders;
        foreach (var role in new[] { "job", "jobs", "job-2", "job{a}" })
        {
            Assert.IsType<LeaderReply.Leading>(await leaders.HeartbeatAsync(role, new Campaign { Candidate = $"of-{role}" }, Cancellation));
        }

        await leaders.ResignAsync("job", "of-job", cancellationToken: Cancellation);
        Assert.Null((await leaders.DescribeAsync("job", Cancellation)).Leader);
        Assert.Equal("of-jobs", (await leaders.DescribeAsync("jobs", Cancellation)).Leader);
        Assert.Equal("of-job{a}", (await leaders.DescribeAsync("job{a}", Cancellation)).Leader);
    }

    /// <summary>CURATOR-171: a leader could not be asked to give up leadership.</summary>
    [Fact]
    public async Task Curator_171_a_leader_can_be_asked_to_yield()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", cancellationToken: Cancellation);
        await _fakes.PassAsync(6);
        Assert.False(handle.YieldRequested.IsCancellationRequested);
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(
            FakeLeaderGrain.Leading(1) with { YieldRequested = new LeaderYield(LeaderYieldReason.Preempted, Until: null) });
        await _fakes.PassAsync(5);
        Assert.True(handle.YieldRequested.IsCancellationRequested);
        Assert.False(handle.Lost.IsCancellationRequested);
        Assert.Equal("b", await handle.ResignAsync("b", Cancellation));
    }

    /// <summary>CURATOR-653: what came late from before an outage made a leader of one who had been replaced.</summary>
    [Fact]
    public async Task Curator_653_a_heartbeat_that_is_answered_after_the_loss_brings_no_leader_back()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", cancellationToken: Cancellation);
        var late = new TaskCompletionSource<LeaderReply>();
        _fakes.Grain.OnCampaign = (_, _) => late.Task;
        await _fakes.PassAsync(16);
        Assert.True(handle.Lost.IsCancellationRequested);
        var heartbeats = _fakes.Grain.Campaigns.Count;
        late.SetResult(FakeLeaderGrain.Leading(1));
        await _fakes.PassAsync(30);
        Assert.True(handle.Lost.IsCancellationRequested && handle.SteppingDown.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, handle.Remaining);
        Assert.Equal(heartbeats, _fakes.Grain.Campaigns.Count);
    }

    /// <summary>CURATOR-504: two who reset one candidate after a reconnection left it out of the line, or in it twice.</summary>
    [Fact]
    public void Curator_504_a_campaign_that_is_repeated_keeps_its_one_place()
    {
        foreach (var name in new[] { "a", "b", "c", "b", "b", "c" }) _bench.Campaign(name);
        Assert.Equal(["b", "c"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
        _bench.Resign("a");
        for (var repeat = 0; repeat < 2; repeat++) Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("b")).Term);
        Assert.Equal(["c"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }

    /// <summary>CURATOR-498: an answer to an earlier campaign took the present leader's place, and left it believing in itself.</summary>
    [Fact]
    public void Curator_498_what_belongs_to_an_earlier_term_of_a_candidate_does_nothing_to_its_present_one()
    {
        _bench.Campaign("a");
        _bench.Resign("a", term: 1);
        Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("a")).Term);
        Assert.IsType<LeaderReply.Refused>(_bench.Campaign("a", expectedTerm: 1));
        _bench.Resign("a", term: 1);
        Assert.Equal("a:2", _bench.Leading());
    }

    /// <summary>AURORA-1840: a connection that was suspended counted as a lost leadership.</summary>
    [Fact]
    public async Task Aurora_1840_a_suspended_connection_is_no_loss_before_the_deadline()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", cancellationToken: Cancellation);
        _fakes.Grain.OnCampaign = (_, _) => throw new RecordFaultException(ErrorCode.OutcomeUnknown, "suspended");

        // Most of the way to the 12 s at which it would step down, with time for the next heartbeat to come through.
        await _fakes.PassAsync(9);
        Assert.False(handle.Lost.IsCancellationRequested || handle.SteppingDown.IsCancellationRequested);
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(FakeLeaderGrain.Leading(1));
        await _fakes.PassAsync(60);
        Assert.False(handle.Lost.IsCancellationRequested || handle.SteppingDown.IsCancellationRequested);
    }

    /// <summary>The record of a role that was free for long is removed, and with it what an observer had seen.</summary>
    [Fact]
    public async Task An_observation_that_is_resumed_after_its_history_is_gone_tells_of_the_free_role_and_then_of_the_next_leader()
    {
        var answers = new Queue<LeaderDescription>(
        [
            FakeLeaderGrain.Describe(0, null, 0),
            FakeLeaderGrain.Describe(0, null, 0),
            FakeLeaderGrain.Describe(21, "d", 21),
        ]);
        _fakes.Grain.OnObserve = _ => Task.FromResult(answers.Dequeue());
        var seen = await _fakes.Leaders.ObserveAsync("r", seenVersion: 20, Cancellation).Take(2).ToListAsync(Cancellation);
        Assert.Equal([(0L, null), (21L, "d")], seen.Select(role => (role.Version, role.Leader)));
    }

    [Fact]
    public async Task An_observation_resumes_after_the_version_that_was_seen()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var leaders = node.Client.Leaders;
        await leaders.HeartbeatAsync("r", new Campaign { Candidate = "a" }, Cancellation);
        var seen = await leaders.DescribeAsync("r", Cancellation);
        var next = leaders.ObserveAsync("r", seen.Version, Cancellation).FirstAsync(Cancellation);
        await leaders.ProclaimAsync("r", new Proclaim { Candidate = "a", Term = 1, Value = "here" }, Cancellation);
        Assert.Equal("here", (await next).Value);
        Assert.Equal("here", (await leaders.ObserveAsync("r", seen.Version, Cancellation).FirstAsync(Cancellation)).Value);
    }

    /// <summary>Curator's and etcd's tests: the one process comes back as another candidate.</summary>
    [Fact]
    public void Campaigning_again_as_a_new_candidate_waits_behind_the_term_of_the_old_one()
    {
        _bench.Campaign("process-1");
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("process-2"));
        _bench.Pass(10);
        Assert.IsType<LeaderReply.Following>(_bench.Campaign("process-2"));
        _bench.Pass(5.75);
        Assert.Equal(2, Assert.IsType<LeaderReply.Leading>(_bench.Campaign("process-2")).Term);
        Assert.IsType<LeaderReply.Refused>(_bench.Campaign("process-1", expectedTerm: 1));
    }

    /// <summary>Curator's testRotatingLeadership: each leads once, in the order in which they came.</summary>
    [Fact]
    public void Leadership_rotates_among_those_who_come_back_without_a_gap()
    {
        foreach (var name in new[] { "a", "b", "c" }) _bench.Campaign(name);
        var leaders = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            var leader = _bench.Describe().Leader!;
            leaders.Add(leader);
            _bench.Pass(1);
            foreach (var waiting in _bench.Describe().Candidates) _bench.Campaign(waiting.Id);
            _bench.Resign(leader);
            _bench.Campaign(leader);
        }

        Assert.Equal(["a", "b", "c", "a", "b", "c", "a", "b", "c"], leaders);
        Assert.All(_bench.Describe().Terms.SkipLast(1), term => Assert.Equal(0, term.GapMs));
    }

    /// <summary>A resignation that races a campaign of the same candidate leaves one outcome, whichever is first.</summary>
    [Fact]
    public void A_resignation_that_races_a_campaign_ends_its_own_term_only()
    {
        _bench.Campaign("a");
        _bench.Campaign("b");
        _bench.Resign("a", term: 1);
        _bench.Campaign("a");
        _bench.Resign("a", term: 1);
        Assert.Equal("b:2", _bench.Leading());
        Assert.Equal(["a"], _bench.Describe().Candidates.Select(candidate => candidate.Id));
    }
}
