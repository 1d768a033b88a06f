using Actors.Calls;
using Actors.Locks;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Locks;

/// <summary>When a holder is told of its loss, by a clock that the test moves.</summary>
public sealed class LockHandleTests
{
    private static readonly LockRequest Request = new() { Lease = LockLeaseKind.Private, Ttl = TimeSpan.FromSeconds(15) };

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedLock _lock = new();
    private readonly Actors.Locks.Locks _locks;

    public LockHandleTests()
    {
        var options = Options.Create(new ActorsClientOptions { AttemptTimeout = TimeSpan.FromSeconds(10) });
        _locks = new ActorsClient(new GrainCalls(FakeGrainFactory.For(_lock), options, _time), _time).Locks;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>DistributedLock's LeaseMonitor counts from the answer, so a holder believes longer than the server does.</summary>
    [Fact]
    public async Task The_deadline_counts_from_the_sending_and_not_from_the_answer()
    {
        _lock.OnAcquire = command =>
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl));
        };
        _lock.OnRenew = _ => new TaskCompletionSource<LockReply>().Task;
        await using var handle = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10.9));
        Assert.False(handle.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(handle.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task What_a_poll_waited_at_the_server_is_counted_in_but_for_the_bound_on_clocks()
    {
        _lock.OnAcquire = command =>
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl, waited: 4));
        };
        _lock.OnRenew = _ => new TaskCompletionSource<LockReply>().Task;
        await using var handle = await _locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(30), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(14.7));
        Assert.False(handle.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(handle.Lost.IsCancellationRequested);
    }

    /// <summary>DistributedLock's LeaseMonitor looks at the deadline only between renewals, and redisson#4698 tells of a lost one to nobody.</summary>
    [Fact]
    public async Task Loss_is_told_while_a_renewal_hangs()
    {
        _lock.OnRenew = _ => new TaskCompletionSource<LockReply>().Task;
        await using var handle = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        for (var i = 0; i < 15; i++)
        {
            Assert.False(handle.Lost.IsCancellationRequested);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(handle.Lost.IsCancellationRequested);
    }

    /// <summary>dotnet-etcd PR#321: a lock taken without a lease got a hidden one of 60 s, and was lost in silence.</summary>
    [Fact]
    public async Task Renewals_each_third_keep_the_lock()
    {
        var handle = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        for (var renewals = 1; renewals <= 12; renewals++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));

            // The loop may not have come to its next pause when the clock was moved: then it needs another push.
            for (var looks = 1; _lock.Renewals < renewals; looks++)
            {
                await Task.Delay(1, Cancellation);
                if (looks % 100 == 0) _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        Assert.False(handle.Lost.IsCancellationRequested);
        await handle.DisposeAsync();
    }

    [Fact]
    public async Task A_refused_renewal_is_told_at_once()
    {
        _lock.OnRenew = _ => Task.FromResult<LockReply>(new LockReply.Refused(new Refusal(ErrorCode.LeaseExpired, "gone")));
        await using var handle = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));
        while (!handle.Lost.IsCancellationRequested) await Task.Delay(1, Cancellation);
    }

    [Fact]
    public async Task A_renewal_that_ends_in_a_fault_nobody_foresaw_is_made_again_and_the_lock_is_given_back()
    {
        _lock.OnRenew = _ => Task.FromException<LockReply>(new FormatException());
        var handle = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        for (var looks = 0; _lock.Renewals < 2; looks++)
        {
            Assert.True(looks < 1000, "The renewal was not made again.");
            if (looks % 100 == 0) _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Cancellation);
        }

        await handle.DisposeAsync();
        Assert.Equal([handle.LeaseId], _lock.Released);
    }

    [Fact]
    public async Task A_release_is_no_loss()
    {
        var handle = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        await handle.DisposeAsync();
        await handle.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(handle.Lost.IsCancellationRequested);
        Assert.Equal([handle.LeaseId], _lock.Released);
        Assert.Equal(0, _lock.Renewals);
    }

    [Fact]
    public async Task A_grant_that_comes_too_late_to_be_trusted_is_given_back()
    {
        _lock.OnAcquire = command =>
        {
            _time.Advance(TimeSpan.FromSeconds(9));
            return Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl));
        };
        Assert.Null(await _locks.TryAcquireAsync("a", Request with { Ttl = TimeSpan.FromSeconds(5) }, cancellationToken: Cancellation));
        Assert.Single(_lock.Released);
    }

    [Fact]
    public async Task A_wait_polls_with_its_ticket_until_its_time_is_over()
    {
        var polls = new List<AcquireLock>();
        _lock.OnAcquire = command =>
        {
            polls.Add(command);
            _time.Advance(command.Wait);
            return Task.FromResult<LockReply>(command.Wait > TimeSpan.Zero
                ? new LockReply.Waiting(new LockTicket(1, 2), 1)
                : new LockReply.Refused(new Refusal(ErrorCode.LockHeld, "held")));
        };
        await Assert.ThrowsAsync<TimeoutException>(() => _locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(12), Cancellation));
        Assert.Equal([5, 5, 2, 0], polls.Select(poll => poll.Wait.TotalSeconds));
        Assert.Equal([null, new LockTicket(1, 2), new LockTicket(1, 2), new LockTicket(1, 2)], polls.Select(poll => poll.Ticket));
        Assert.Single(polls.Select(poll => poll.RequestId).Distinct());
    }
}
