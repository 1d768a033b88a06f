using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>The order in which waiters are served, and who is not.</summary>
public sealed class LockQueueTests
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    /// <summary>etcd#14008: in which order waiters are served was not clear.</summary>
    [Fact]
    public void Waiters_are_served_in_the_order_of_asking()
    {
        var queue = Queue();
        foreach (var id in (string[])["a", "b", "c"]) queue.Poll(Call(id), At(0));
        Assert.Equal(["a", "b", "c"], Drain(queue, at: 1));
    }

    [Fact]
    public void A_waiter_keeps_its_place_over_polls()
    {
        var queue = Queue();
        var a = queue.Poll(Call("a"), At(0));
        queue.Poll(Call("b"), At(0));
        Assert.True(queue.Close(a, a.Poll, TimeSpan.FromSeconds(5)));
        queue.Poll(Call("a"), At(5.1));
        Assert.Equal(1, queue.PositionOf(a, TimeSpan.FromSeconds(5.1)));
        Assert.Equal("a", First(queue.Line(TimeSpan.FromSeconds(6), out _)).Request.RequestId);
    }

    [Fact]
    public void Older_tickets_come_first_at_a_new_activation_and_newer_ones_wait_for_them()
    {
        var queue = Queue(epoch: 9, opensAt: 1);
        queue.Poll(Call("new"), At(0));
        Assert.Empty(queue.Line(TimeSpan.FromSeconds(0.5), out var retryAt)!);
        Assert.Equal(TimeSpan.FromSeconds(1), retryAt);
        queue.Poll(Call("old-2") with { Ticket = new LockTicket(3, 2) }, At(0.6));
        queue.Poll(Call("old-1") with { Ticket = new LockTicket(3, 1) }, At(0.7));
        queue.Poll(Call("older") with { Ticket = new LockTicket(2, 7) }, At(0.8));
        Assert.Equal(["older", "old-1", "old-2", "new"], Drain(queue, at: 1));
    }

    [Fact]
    public void A_try_that_is_alone_need_not_wait_for_older_tickets()
    {
        var queue = Queue(opensAt: 1);
        queue.Poll(Call("try") with { Wait = TimeSpan.Zero }, At(0));
        Assert.Equal("try", First(queue.Line(TimeSpan.Zero, out _)).Request.RequestId);
        queue.Poll(Call("waiter"), At(0));
        Assert.Empty(queue.Line(TimeSpan.Zero, out _)!);
    }

    /// <summary>redisson#3730, #3829, #5503, #6150: a waiter that had died held up the line of a fair lock.</summary>
    [Fact]
    public void Only_an_open_poll_is_granted_and_a_closed_one_keeps_its_turn_for_a_moment()
    {
        var queue = Queue();
        var a = queue.Poll(Call("a"), At(0));
        queue.Poll(Call("b"), At(0));
        queue.Close(a, a.Poll, TimeSpan.FromSeconds(5));
        Assert.Empty(queue.Line(TimeSpan.FromSeconds(5.5), out var retryAt)!);
        Assert.Equal(TimeSpan.FromSeconds(6), retryAt);
        Assert.Equal("b", First(queue.Line(TimeSpan.FromSeconds(6), out _)).Request.RequestId);
        Assert.Equal(2, queue.Count);
        Assert.Equal("a", Assert.Single(queue.DropGone(TimeSpan.FromSeconds(12))).Request.RequestId);
        Assert.Equal("b", Assert.Single(queue.Seats).Request.RequestId);
    }

    [Fact]
    public async Task A_second_poll_of_a_request_takes_over_from_the_first()
    {
        var queue = Queue();
        var seat = queue.Poll(Call("a"), At(0));
        var first = seat.Poll;
        queue.Poll(Call("a"), At(2));
        Assert.IsType<LockReply.Waiting>(await first.Task);
        Assert.False(queue.Close(seat, first, TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(2), First(queue.Line(TimeSpan.FromSeconds(3), out _)).PolledAt);
        Assert.Single(queue.Seats);
    }

    [Fact]
    public void A_full_queue_refuses_those_who_would_wait_and_nobody_else()
    {
        var queue = Queue();
        for (var i = 0; i < 4; i++) queue.Poll(Call($"w{i}"), At(0));
        Assert.Equal(ErrorCode.TooManyWaiters, queue.Refuse(Call("w4"))!.Refusal.Code);
        Assert.Null(queue.Refuse(Call("w3")));
        Assert.Null(queue.Refuse(Call("try") with { Wait = TimeSpan.Zero }));
        Assert.Equal(ErrorCode.RequestIdReused, queue.Refuse(Call("w3") with { Owner = "other" })!.Refusal.Code);
    }

    [Fact]
    public async Task A_request_that_is_answered_has_left_the_line()
    {
        var queue = Queue();
        var seat = queue.Poll(Call("a"), At(0));
        Assert.Same(seat, queue.Answer("a", LockRefusals.GivenUp));
        Assert.Null(queue.Answer("a", LockRefusals.GivenUp));
        Assert.Equal(0, queue.Count);
        Assert.IsType<LockReply.Refused>(await seat.Poll.Task);
    }

    [Fact]
    public void An_upgrade_stands_before_everybody()
    {
        var queue = Queue();
        queue.Poll(Call("a"), At(0));
        queue.Poll(Call("held"), At(1), upgrades: 7);
        Assert.Equal(["held", "a"], Drain(queue, at: 2));
    }

    [Fact]
    public void A_hundred_thousand_wait_and_every_step_stays_short()
    {
        const int count = 100_000;
        var queue = new LockQueue(1, new LockQueueRules(count, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(7), TimeSpan.Zero));
        for (var i = 0; i < count; i++)
        {
            Assert.Null(queue.Refuse(Call($"w{i}")));
            queue.Poll(Call($"w{i}"), At(0));
        }

        Assert.Equal(ErrorCode.TooManyWaiters, queue.Refuse(Call("one more"))!.Refusal.Code);
        for (var i = 0; i < count; i++)
        {
            var first = First(queue.Line(TimeSpan.FromSeconds(1), out _));
            Assert.Equal($"w{i}", first.Request.RequestId);
            queue.Remove(queue.Find(first.Request.RequestId)!);
        }
    }

    private static LockQueue Queue(long epoch = 1, double opensAt = 0) => new(
        epoch, new LockQueueRules(4, TimeSpan.FromSeconds(1), Slice + TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(opensAt)));

    private static AcquireLock Call(string id) => new() { RequestId = id, Owner = "o", Wait = Slice };

    private static Moment At(double seconds) => new(TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch);

    private static LockCall First(IReadOnlyList<LockCall>? line) => line![0];

    private static List<string> Drain(LockQueue queue, double at)
    {
        var served = new List<string>();
        while (queue.Line(TimeSpan.FromSeconds(at), out _) is [var next, ..])
        {
            served.Add(next.Request.RequestId);
            queue.Remove(queue.Find(next.Request.RequestId)!);
        }

        return served;
    }
}
