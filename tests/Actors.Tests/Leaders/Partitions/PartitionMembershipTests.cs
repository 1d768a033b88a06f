using System.Collections.Concurrent;
using Actors.Calls;
using Actors.Leaders.Partitions;
using Actors.Records;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Leaders.Partitions;

/// <summary>
/// What a member makes of what its group says, by a clock that the test moves. TTL 15 s: heartbeats each 5 s, stop at 12 s, lost at 15 s. A work
/// ends when the test says so, whatever it is told.
/// </summary>
public sealed class PartitionMembershipTests : IAsyncLifetime
{
    private static readonly PartitionTerm Zero = new(0, 1);
    private static readonly PartitionTerm One = new(1, 2);

    private readonly FakeTimeProvider _time = new();
    private readonly FakePartitionGrain _group = new();
    private readonly ConcurrentDictionary<PartitionTerm, (PartitionContext Context, TaskCompletionSource End)> _works = [];
    private readonly PartitionGroups _groups;
    private PartitionMembership? _membership;

    public PartitionMembershipTests()
    {
        var options = Options.Create(new ActorsClientOptions { CallTimeout = TimeSpan.FromSeconds(10), AttemptTimeout = TimeSpan.FromSeconds(10) });
        _groups = new PartitionGroups(new GrainCalls(FakeGrainFactory.For(_group), options, _time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _group.OnHeartbeat = null;
        if (_membership is null) return;
        var leaving = _membership.DisposeAsync().AsTask();
        while (!leaving.IsCompleted)
        {
            foreach (var (_, end) in _works.Values) end.TrySetResult();
            await _time.PassAsync(1);
        }
    }

    /// <summary>Kafka's rebalance of old, and leases by time alone: the next owner begins while the last one still works.</summary>
    [Fact]
    public async Task A_revoked_partition_is_acknowledged_when_its_work_has_ended_and_never_before()
    {
        _group.Give([Zero, One], []);
        await JoinAsync(Zero, One);
        _group.Give([One], [Zero]);
        await UntilAsync(() => Work(Zero).Stopping.IsCancellationRequested);
        await _time.PassAsync(6);
        Assert.All(_group.Heartbeats, heartbeat => Assert.Empty(heartbeat.Released));
        Assert.Equal([One], _membership!.Owned);
        End(Zero);
        await UntilAsync(() => _group.Heartbeats.Any(heartbeat => heartbeat.Released.Contains(Zero)));

        // The group knows, so it may be another's from now on.
        await UntilAsync(() => Work(Zero).Lost.IsCancellationRequested);
        Assert.False(Work(One).Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task What_is_not_ours_any_more_is_lost_and_its_next_ownership_waits_for_the_end_of_the_last()
    {
        var again = new PartitionTerm(0, 9);
        _group.Give([Zero, One], []);
        await JoinAsync(Zero, One);
        _group.Give([One], []);
        await UntilAsync(() => Work(Zero).Lost.IsCancellationRequested && Work(Zero).Stopping.IsCancellationRequested);
        _group.Give([again, One], []);
        await _time.PassAsync(6);
        Assert.False(_works.ContainsKey(again));
        End(Zero);
        await UntilAsync(() => _works.ContainsKey(again));
        Assert.False(Work(One).Lost.IsCancellationRequested || Work(One).Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task What_an_earlier_process_of_the_name_had_to_give_back_is_given_back_without_working_on_it()
    {
        _group.Give([One], [Zero]);
        await JoinAsync(One);
        await UntilAsync(() => _group.Heartbeats.Any(heartbeat => heartbeat.Released.SequenceEqual([Zero])));
        Assert.False(_works.ContainsKey(Zero));
    }

    [Fact]
    public async Task Without_heartbeats_the_work_is_told_to_stop_in_time_and_is_lost_a_TTL_after_the_last_was_sent()
    {
        _group.Give([Zero], []);
        await JoinAsync(Zero);
        var answered = 0;
        _group.OnHeartbeat = (_, _) =>
        {
            if (answered++ > 0) return new TaskCompletionSource<PartitionReply>().Task;
            _time.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult<PartitionReply>(_group.Give([Zero], []));
        };

        // Sent at 5 s and answered at 9 s: told to stop at 17 s, and lost at 20 s.
        await _time.PassAsync(5);
        await UntilAsync(() => answered > 0);
        await _time.PassAsync(7.5);
        Assert.False(Work(Zero).Stopping.IsCancellationRequested);
        await _time.PassAsync(0.5);
        await UntilAsync(() => Work(Zero).Stopping.IsCancellationRequested);
        await _time.PassAsync(2.5);
        Assert.False(Work(Zero).Lost.IsCancellationRequested);
        await _time.PassAsync(0.5);
        await UntilAsync(() => Work(Zero).Lost.IsCancellationRequested);
        Assert.Empty(_group.Leaves);
    }

    [Fact]
    public async Task An_answer_that_comes_when_the_work_would_have_to_stop_is_not_begun_on()
    {
        var late = true;
        _group.Give([Zero], []);
        _group.OnHeartbeat = (_, _) =>
        {
            if (!late) return Task.FromResult<PartitionReply>(FakePartitionGrain.Joined(7, [One], []));
            late = false;
            _time.Advance(TimeSpan.FromSeconds(9.9));
            _time.Advance(TimeSpan.FromSeconds(2.1));
            return Task.FromResult<PartitionReply>(FakePartitionGrain.Joined(6, [Zero], []));
        };
        await JoinAsync(One);
        Assert.False(_works.ContainsKey(Zero));
    }

    [Fact]
    public async Task A_member_that_the_group_has_given_up_stops_and_joins_anew_when_the_service_answers_again()
    {
        var again = new PartitionTerm(0, 9);
        _group.Give([Zero], []);
        await JoinAsync(Zero);
        var refused = 0;
        _group.OnHeartbeat = (heartbeat, _) => heartbeat.Membership is not null
            ? Task.FromResult<PartitionReply>(new PartitionReply.Refused(new Refusal(ErrorCode.NotMember, "gone")))
            : refused++ < 40
                ? Task.FromException<PartitionReply>(new RecordFaultException(ErrorCode.Fenced, "Fenced."))
                : Task.FromResult<PartitionReply>(FakePartitionGrain.Joined(9, [again], []) with { Membership = 9 });
        await _time.PassAsync(5);
        await UntilAsync(() => Work(Zero).Lost.IsCancellationRequested && Work(Zero).Stopping.IsCancellationRequested);
        Assert.Equal(0, refused);
        End(Zero);
        for (var i = 0; !_works.ContainsKey(again); i++)
        {
            Assert.True(i < 300, $"It did not join anew: {refused} attempts.");
            await _time.PassAsync(0.5);
        }

        Assert.Empty(_group.Leaves);
        _group.OnHeartbeat = (_, _) => Task.FromResult<PartitionReply>(FakePartitionGrain.Joined(9, [again], []) with { Membership = 9 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_that_was_removed_or_replaced_stops_at_once_and_asks_no_more(bool replaced)
    {
        _group.Give([Zero], []);
        await JoinAsync(Zero);
        var told = 0;
        _group.OnHeartbeat = (heartbeat, _) =>
        {
            if (heartbeat.Membership is null) return Task.FromResult<PartitionReply>(FakePartitionGrain.Joined(9, [], []) with { Membership = 9 });
            Interlocked.Increment(ref told);
            return Task.FromResult<PartitionReply>(replaced
                ? FakePartitionGrain.Joined(9, [Zero], []) with { Membership = 8 }
                : new PartitionReply.Refused(new Refusal(ErrorCode.NotMember, "removed")));
        };

        // The clock stands still: the news tell it, not the next renewal.
        _group.Give([], []);
        await UntilAsync(() => Work(Zero).Lost.IsCancellationRequested && Work(Zero).Stopping.IsCancellationRequested);
        Assert.Equal(1, told);
        _group.OnHeartbeat = (_, _) => Task.FromResult<PartitionReply>(FakePartitionGrain.Joined(9, [], []) with { Membership = 9 });
    }

    [Fact]
    public async Task A_member_that_leaves_heartbeats_until_its_work_has_ended_begins_no_other_and_then_leaves()
    {
        _group.Give([Zero], []);
        await JoinAsync(Zero);
        var leaving = _membership!.LeaveAsync();
        await UntilAsync(() => Work(Zero).Stopping.IsCancellationRequested);
        _group.Give([Zero, One], []);
        var before = _group.Heartbeats.Count;
        await _time.PassAsync(20);
        Assert.True(_group.Heartbeats.Count > before);
        Assert.False(Work(Zero).Lost.IsCancellationRequested);
        Assert.False(_works.ContainsKey(One));
        Assert.Empty(_group.Leaves);
        End(Zero);
        await leaving.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(1, Assert.Single(_group.Leaves).Membership);
    }

    private async Task JoinAsync(params PartitionTerm[] works)
    {
        var options = new JoinOptions { Partitions = 2, Ttl = TimeSpan.FromSeconds(15) };
        _membership = await _groups.JoinAsync("g", "a", options, WorkAsync, Cancellation);
        await UntilAsync(() => works.All(_works.ContainsKey));
    }

    private async Task WorkAsync(PartitionContext context, CancellationToken stopping)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _works[new PartitionTerm(context.Partition, context.Term)] = (context, end);
        await end.Task;
    }

    private PartitionContext Work(PartitionTerm owned) => _works[owned].Context;

    private void End(PartitionTerm owned) => _works[owned].End.SetResult();

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 2000, "It did not become so within seconds.");
            await Task.Delay(2, Cancellation);
        }
    }
}
