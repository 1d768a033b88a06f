using Actors.Leaders;
using Actors.Records;

namespace Actors.Tests.Leaders;

public sealed class LeaderHandleTests
{
    private static readonly CampaignOptions Options = new() { Ttl = TimeSpan.FromSeconds(15), StopAllowance = TimeSpan.FromSeconds(4) };

    private readonly LeaderFakes _fakes = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_leader_heartbeats_each_third_of_its_TTL_for_its_term_and_is_not_lost()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        Assert.Equal(1, handle.Term);
        await _fakes.PassAsync(60);
        Assert.False(handle.Lost.IsCancellationRequested);
        Assert.False(handle.SteppingDown.IsCancellationRequested);
        Assert.InRange(_fakes.Grain.Campaigns.Count, 11, 13);
        Assert.Null(_fakes.Grain.Campaigns[0].ExpectedTerm);
        Assert.All(_fakes.Grain.Campaigns.Skip(1), campaign => Assert.Equal(1, campaign.ExpectedTerm));
    }

    /// <summary>kubernetes#44887: a renewal hung for a minute, and the leader went on.</summary>
    [Fact]
    public async Task A_heartbeat_that_hangs_does_not_hold_up_the_loss()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        _fakes.Grain.OnCampaign = (_, _) => new TaskCompletionSource<LeaderReply>().Task;
        await _fakes.PassAsync(10.5);
        Assert.False(handle.SteppingDown.IsCancellationRequested);
        await _fakes.PassAsync(0.5);
        Assert.True(handle.SteppingDown.IsCancellationRequested);
        Assert.False(handle.Lost.IsCancellationRequested);
        await _fakes.PassAsync(3.5);
        Assert.False(handle.Lost.IsCancellationRequested);
        await _fakes.PassAsync(0.5);
        Assert.True(handle.Lost.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, handle.Remaining);
    }

    [Fact]
    public async Task The_deadline_counts_from_when_the_heartbeat_was_sent_not_from_its_answer()
    {
        _fakes.Grain.OnCampaign = async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(4), _fakes.Time, cancellation);
            return FakeLeaderGrain.Leading(1);
        };
        var campaigning = _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        await _fakes.PassAsync(4);
        await using var handle = await campaigning;
        Assert.Equal(TimeSpan.FromSeconds(11), handle.Remaining);

        // The next one is sent 5 s after the first was, 1 s from now, and answered when 6 s are left.
        await _fakes.PassAsync(4);
        while (handle.Remaining < TimeSpan.FromSeconds(8))
        {
            Assert.False(handle.Lost.IsCancellationRequested);
            await _fakes.PassAsync(0.5);
        }

        Assert.InRange(handle.Remaining, TimeSpan.FromSeconds(10.5), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task Disposing_after_a_loss_in_silence_waits_for_no_service()
    {
        var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        _fakes.Grain.OnCampaign = (_, _) => new TaskCompletionSource<LeaderReply>().Task;
        await _fakes.PassAsync(16);
        Assert.True(handle.Lost.IsCancellationRequested);
        await handle.DisposeAsync();
        Assert.Empty(_fakes.Grain.Resignations);
    }

    [Fact]
    public async Task An_answer_that_comes_after_its_own_deadline_is_no_election()
    {
        var answers = 0;
        _fakes.Grain.OnCampaign = async (_, cancellation) =>
        {
            if (answers++ == 0) await Task.Delay(TimeSpan.FromSeconds(3), _fakes.Time, cancellation);
            return FakeLeaderGrain.Leading(answers);
        };
        var campaigning = _fakes.Leaders.CampaignAsync("r", "a", new CampaignOptions { Ttl = TimeSpan.FromSeconds(2) }, Cancellation);
        await _fakes.PassAsync(3);
        await using var handle = await campaigning;
        Assert.Equal(2, handle.Term);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_heartbeat_that_is_told_of_no_or_another_term_loses_at_once(bool refused)
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(refused
            ? new LeaderReply.Refused(new Refusal(ErrorCode.NotLeader, "no"))
            : FakeLeaderGrain.Leading(2));
        await _fakes.PassAsync(5);
        Assert.True(handle.Lost.IsCancellationRequested);
        Assert.True(handle.SteppingDown.IsCancellationRequested);
    }

    [Fact]
    public async Task Heartbeats_of_unknown_fate_are_repeated_until_one_is_answered()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        var failing = true;
        _fakes.Grain.OnCampaign = (_, _) => failing
            ? throw new RecordFaultException(ErrorCode.OutcomeUnknown, "unknown")
            : Task.FromResult<LeaderReply>(FakeLeaderGrain.Leading(1));
        await _fakes.PassAsync(8);
        failing = false;
        await _fakes.PassAsync(20);
        Assert.False(handle.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Disposing_resigns_its_own_term_once_and_is_no_loss()
    {
        var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        await handle.DisposeAsync();
        await handle.DisposeAsync();
        var resignation = Assert.Single(_fakes.Grain.Resignations);
        Assert.Equal(("a", 1L), (resignation.Candidate, resignation.Term));
        await _fakes.PassAsync(30);
        Assert.False(handle.Lost.IsCancellationRequested);
        Assert.Single(_fakes.Grain.Campaigns);
    }

    [Fact]
    public async Task A_candidate_observes_and_heartbeats_until_it_is_elected()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(_fakes.Grain.Campaigns.Count < 4
            ? new LeaderReply.Following(7, "b", DateTimeOffset.UnixEpoch, 11)
            : FakeLeaderGrain.Leading(8));
        var waits = new List<ObserveRole>();
        _fakes.Grain.OnObserve = async request =>
        {
            waits.Add(request);
            await Task.Delay(request.Wait, _fakes.Time);
            return FakeLeaderGrain.Describe(7, "b", 11);
        };
        var campaigning = _fakes.Leaders.CampaignAsync("r", "a", Options with { Ttl = TimeSpan.FromSeconds(6), StopAllowance = null }, Cancellation);
        await _fakes.PassAsync(7);
        await using var handle = await campaigning;
        Assert.Equal(8, handle.Term);
        Assert.Equal(3, waits.Count);
        Assert.All(waits, wait => Assert.Equal((11L, TimeSpan.FromSeconds(2)), (wait.SeenVersion, wait.Wait)));
    }

    /// <summary>CURATOR-3, CURATOR-18, CURATOR-62: who was closed while it came to its turn stayed in the line, and at last led it.</summary>
    [Fact]
    public async Task A_campaign_that_is_cancelled_leaves_and_gives_up_a_term_that_it_won_unheard()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Following(7, "b", DateTimeOffset.UnixEpoch, 11));
        _fakes.Grain.OnObserve = async request =>
        {
            if (request.SeenVersion is not null) await Task.Delay(request.Wait, _fakes.Time);
            return FakeLeaderGrain.Describe(8, "a", 12);
        };
        using var cancelling = new CancellationTokenSource();
        var campaigning = _fakes.Leaders.CampaignAsync("r", "a", Options, cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => campaigning);
        Assert.Equal([0L, 8L], _fakes.Grain.Resignations.Select(resignation => resignation.Term));
    }

    [Fact]
    public async Task A_seat_that_a_cancelled_campaign_won_unheard_is_given_up_also_if_somebody_was_elected_since()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Following(7, "b", DateTimeOffset.UnixEpoch, 11));
        _fakes.Grain.OnObserve = _ => Task.FromResult(FakeLeaderGrain.Describe(9, "z", 12) with
        {
            Leaders = [FakeLeaderGrain.Standing("b", 7), FakeLeaderGrain.Standing("a", 8), FakeLeaderGrain.Standing("z", 9)],
        });
        Assert.Null(await _fakes.Leaders.TryCampaignAsync("r", "a", Options, Cancellation));
        Assert.Equal([("a", 0L), ("a", 8L)], _fakes.Grain.Resignations.Select(resignation => (resignation.Candidate, resignation.Term!.Value)));
    }

    [Fact]
    public async Task Trying_once_without_success_leaves_no_candidate_behind()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Following(7, "b", DateTimeOffset.UnixEpoch, 11));
        Assert.Null(await _fakes.Leaders.TryCampaignAsync("r", "c", Options, Cancellation));
        Assert.Equal(0, Assert.Single(_fakes.Grain.Resignations).Term);
    }

    [Fact]
    public async Task A_campaign_is_cancelled_also_if_it_cannot_be_taken_back()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Following(7, "b", DateTimeOffset.UnixEpoch, 11));
        _fakes.Grain.OnObserve = async request =>
        {
            if (request.SeenVersion is not null) await Task.Delay(request.Wait, _fakes.Time);
            throw new RecordFaultException(ErrorCode.Fenced, "Fenced.");
        };
        using var cancelling = new CancellationTokenSource();
        var campaigning = _fakes.Leaders.CampaignAsync("r", "a", Options, cancelling.Token);
        await cancelling.CancelAsync();
        await _fakes.PassAsync(15);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => campaigning);
    }

    [Fact]
    public async Task Resigning_tells_whether_a_term_has_ended()
    {
        Assert.True(await _fakes.Leaders.ResignAsync("r", "a", 5, Cancellation));
        Assert.False(await _fakes.Leaders.ResignAsync("r", "a", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Refusals_and_bad_options_are_exceptions_with_their_code()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Refused(new Refusal(ErrorCode.TooManyCandidates, "full")));
        var full = await Assert.ThrowsAsync<ActorsException>(() => _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation));
        Assert.Equal(ErrorCode.TooManyCandidates, full.Code);
        var name = await Assert.ThrowsAsync<ActorsException>(() => _fakes.Leaders.CampaignAsync("a/b", "a", Options, Cancellation));
        Assert.Equal(ErrorCode.InvalidKey, name.Code);
        var late = Options with { StopAllowance = TimeSpan.FromSeconds(8) };
        var allowance = await Assert.ThrowsAsync<ActorsException>(() => _fakes.Leaders.CampaignAsync("r", "a", late, Cancellation));
        Assert.Equal(ErrorCode.InvalidRequest, allowance.Code);
    }

    [Fact]
    public async Task Observed_terms_never_go_back()
    {
        var answers = new Queue<LeaderDescription>(
        [
            FakeLeaderGrain.Describe(3, "a", 10),
            FakeLeaderGrain.Describe(3, "a", 10),
            FakeLeaderGrain.Describe(5, "b", 14),
            FakeLeaderGrain.Describe(4, "c", 12),
            FakeLeaderGrain.Describe(0, null, 0),
            FakeLeaderGrain.Describe(20, "d", 20),
        ]);
        _fakes.Grain.OnObserve = _ => Task.FromResult(answers.Dequeue());
        var seen = new List<(long, string?)>();
        await foreach (var role in _fakes.Leaders.ObserveAsync("r", Cancellation))
        {
            seen.Add((role.Term, role.Leader));
            if (answers.Count == 0) break;
        }

        Assert.Equal([(3, "a"), (5, "b"), (5, null), (20, "d")], seen);
    }

    [Fact]
    public async Task Heartbeats_do_not_take_back_what_was_proclaimed_since_the_election()
    {
        var options = Options with { Value = "first", Labels = Options.Labels.Add("zone", "x"), Metadata = Options.Metadata.Add("k", "v") };
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", options, Cancellation);
        await handle.ProclaimAsync("second", Cancellation);
        Assert.Equal(new Proclaim { Candidate = "a", Term = 1, Value = "second" }, Assert.Single(_fakes.Grain.Proclamations));
        await _fakes.PassAsync(11);
        Assert.Equal(("first", "x"), (_fakes.Grain.Campaigns[0].Value, _fakes.Grain.Campaigns[0].Labels!["zone"]));
        Assert.True(_fakes.Grain.Campaigns.Count > 2);
        Assert.All(_fakes.Grain.Campaigns.Skip(1), heartbeat => Assert.Equal((null, null, null), (heartbeat.Value, heartbeat.Labels, heartbeat.Metadata)));
    }

    [Fact]
    public async Task A_proclamation_that_is_refused_is_an_exception_with_its_code()
    {
        _fakes.Grain.OnProclaim = _ => new LeaderReply.Refused(new Refusal(ErrorCode.NotLeader, "no"));
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        var refused = await Assert.ThrowsAsync<ActorsException>(() => handle.ProclaimAsync("v", Cancellation));
        Assert.Equal(ErrorCode.NotLeader, refused.Code);
    }

    [Fact]
    public async Task Disposing_after_a_refusal_resigns_the_term_so_that_nobody_waits_for_its_lease()
    {
        var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Refused(new Refusal(ErrorCode.NotLeader, "asked to yield")));
        await _fakes.PassAsync(5);
        Assert.True(handle.Lost.IsCancellationRequested);
        Assert.Empty(_fakes.Grain.Resignations);
        await handle.DisposeAsync();
        Assert.Equal(("a", 1L), (_fakes.Grain.Resignations[0].Candidate, _fakes.Grain.Resignations[0].Term));
    }

    [Fact]
    public async Task A_leader_that_has_resigned_heartbeats_no_more_and_resigns_only_once()
    {
        var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        await handle.ResignAsync("b", Cancellation);
        await _fakes.PassAsync(10);
        Assert.Single(_fakes.Grain.Campaigns);
        await handle.DisposeAsync();
        Assert.Equal("b", Assert.Single(_fakes.Grain.Resignations).HandOffTo);
    }

    [Fact]
    public async Task A_resignation_that_does_not_get_through_is_no_error_of_disposing()
    {
        var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        _fakes.Grain.OnResign = _ => throw new RecordFaultException(ErrorCode.Fenced, "Fenced.");
        var disposing = handle.DisposeAsync().AsTask();
        await _fakes.PassAsync(15);
        await disposing.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task A_leader_may_be_asked_to_yield_in_the_answer_to_its_campaign()
    {
        _fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(
            FakeLeaderGrain.Leading(1) with { YieldRequested = new LeaderYield(LeaderYieldReason.Preempted, Until: null) });
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        Assert.True(handle.YieldRequested.IsCancellationRequested);
        Assert.False(handle.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Waiting_for_a_change_asks_in_slices_and_answers_when_its_time_is_over()
    {
        var waits = new List<TimeSpan>();
        _fakes.Grain.OnObserve = async request =>
        {
            waits.Add(request.Wait);
            if (request.Wait > TimeSpan.Zero) await Task.Delay(request.Wait, _fakes.Time);
            return FakeLeaderGrain.Describe(1, "a", 4);
        };
        var waiting = _fakes.Leaders.WaitAsync("r", 4, ObserveRole.WaitMax + TimeSpan.FromSeconds(2), Cancellation);
        await _fakes.PassAsync(7);
        Assert.Equal(4, (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Version);
        Assert.Equal([ObserveRole.WaitMax, TimeSpan.FromSeconds(2), TimeSpan.Zero], waits);
    }

    [Fact]
    public async Task The_deadline_is_the_wall_clock_and_what_remains()
    {
        await using var handle = await _fakes.Leaders.CampaignAsync("r", "a", Options, Cancellation);
        Assert.Equal(_fakes.Time.GetUtcNow() + TimeSpan.FromSeconds(15), handle.Deadline);
    }
}
