using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>The order in which waiters are served, and who is not.</summary>
public sealed class LockQueueTests
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

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
        Assert.Equal(1, queue.PositionOf(a));
        Assert.Equal("a", queue.Next(TimeSpan.FromSeconds(6), out _)!.Request.RequestId);
    }

    [Fact]
    public void Older_tickets_come_first_at_a_new_activation_and_newer_ones_wait_for_them()
    {
        var queue = Queue(epoch: 9, opensAt: 1);
        queue.Poll(Call("new"), At(0));
        Assert.Null(queue.Next(TimeSpan.FromSeconds(0.5), out var retryAt));
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
        Assert.Equal("try", queue.Next(TimeSpan.Zero, out _)!.Request.RequestId);
        queue.Poll(Call("waiter"), At(0));
        Assert.Null(queue.Next(TimeSpan.Zero, out _));
    }

    [Fact]
    public void Only_an_open_poll_is_granted_and_a_closed_one_keeps_its_turn_for_a_moment()
    {
        var queue = Queue();
        var a = queue.Poll(Call("a"), At(0));
        queue.Poll(Call("b"), At(0));
        queue.Close(a, a.Poll, TimeSpan.FromSeconds(5));
        Assert.Null(queue.Next(TimeSpan.FromSeconds(5.5), out var retryAt));
        Assert.Equal(TimeSpan.FromSeconds(6), retryAt);
        Assert.Equal("b", queue.Next(TimeSpan.FromSeconds(6), out _)!.Request.RequestId);
        Assert.Equal(2, queue.Seats.Count);
        queue.Next(TimeSpan.FromSeconds(12), out _);
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
        Assert.Equal(TimeSpan.FromSeconds(2), queue.Next(TimeSpan.FromSeconds(3), out _)!.PolledAt);
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
    public void A_request_that_was_given_up_stays_so_even_if_it_comes_later()
    {
        var queue = Queue();
        queue.Poll(Call("a"), At(0));
        Assert.True(queue.Cancel("a"));
        Assert.True(queue.Cancel("a"));
        Assert.Empty(queue.Seats);
        Assert.False(queue.Cancel("late"));
        Assert.False(queue.Cancel("late"));
        Assert.Equal(ErrorCode.LeaseExpired, queue.Refuse(Call("a"))!.Refusal.Code);
        Assert.Equal(ErrorCode.LeaseExpired, queue.Refuse(Call("late"))!.Refusal.Code);
    }

    private static LockQueue Queue(long epoch = 1, double opensAt = 0) => new(
        epoch, new LockQueueRules(4, TimeSpan.FromSeconds(1), Slice + TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(opensAt)));

    private static AcquireLock Call(string id) => new() { RequestId = id, Owner = "o", Wait = Slice };

    private static Moment At(double seconds) => new(TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch);

    private static List<string> Drain(LockQueue queue, double at)
    {
        var served = new List<string>();
        while (queue.Next(TimeSpan.FromSeconds(at), out _) is { } next)
        {
            served.Add(next.Request.RequestId);
            queue.Remove(queue.Find(next.Request.RequestId)!);
        }

        return served;
    }
}
