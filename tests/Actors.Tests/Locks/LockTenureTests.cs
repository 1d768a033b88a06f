using Actors.Calls;
using Actors.Locks;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Locks;

/// <summary>What the handles of one grant make of its loss, of a conversion whose answer they did not wait for, and of polls that fail.</summary>
public sealed class LockTenureTests
{
    private static readonly LockRequest Request = new() { Lease = LockLeaseKind.Private, Ttl = TimeSpan.FromSeconds(15) };

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedLock _lock = new();
    private readonly List<ConvertLock> _conversions = [];
    private readonly Actors.Locks.Locks _locks;

    public LockTenureTests()
    {
        var options = Options.Create(new ActorsClientOptions { AttemptTimeout = TimeSpan.FromSeconds(10) });
        _locks = new ActorsClient(new GrainCalls(FakeGrainFactory.For(_lock), options, _time), _time).Locks;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_that_was_lost_is_asked_for_anew_in_its_scope()
    {
        _lock.OnRenew = _ => Task.FromResult<LockReply>(new LockReply.Refused(new Refusal(ErrorCode.LeaseExpired, "gone")));
        using var scope = LockScope.Begin();
        await using var lost = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        await using var shared = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        Assert.Equal(lost.LeaseId, shared.LeaseId);
        await UntilAsync(() => lost.Lost.IsCancellationRequested);
        await using var next = await _locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        Assert.NotEqual(lost.LeaseId, next.LeaseId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_gives_up_an_upgrade_finds_out_in_the_background_what_became_of_it(bool granted)
    {
        await using var handle = await HoldAsync();
        _lock.OnConvert = command => Answer(command, granted ? Granted(command, token: 9) : new LockReply.Refused(new Refusal(ErrorCode.LockHeld, "held")));
        await GiveUpAsync(handle);
        await UntilAsync(() => _conversions.Count == 2 && (!granted || handle.FencingToken == 9));
        Assert.Equal((TimeSpan.Zero, 7L), (_conversions[1].Wait, _conversions[1].FencingToken));
        Assert.Equal(granted ? (9L, LockMode.Exclusive) : (7L, LockMode.Upgradeable), (handle.FencingToken, handle.Mode));
    }

    [Fact]
    public async Task An_answer_that_was_long_under_way_does_not_bring_back_an_older_token()
    {
        await using var handle = await HoldAsync();
        var late = new TaskCompletionSource<LockReply>();
        _lock.OnConvert = command => Answer(command, late.Task);
        await GiveUpAsync(handle);
        await UntilAsync(() => _conversions.Count == 2);
        _lock.OnConvert = command => Task.FromResult(Granted(command, token: 11));
        Assert.True(await handle.TryUpgradeAsync(cancellationToken: Cancellation));
        late.SetResult(Granted(_conversions[1], token: 9) is LockReply.Granted old ? old with { Mode = LockMode.Shared } : null!);
        await _time.PassAsync(seconds: 1);
        Assert.Equal((11L, LockMode.Exclusive), (handle.FencingToken, handle.Mode));
    }

    [Fact]
    public async Task A_poll_that_fails_is_made_again_with_its_ticket_while_there_is_time_to_wait()
    {
        var polls = new List<AcquireLock>();
        var failsUntil = _time.GetUtcNow().AddSeconds(20);
        _lock.OnAcquire = command =>
        {
            polls.Add(command);
            if (polls.Count == 1) return Task.FromResult<LockReply>(new LockReply.Waiting(new LockTicket(1, 2), 1));
            return _time.GetUtcNow() < failsUntil ? Task.FromException<LockReply>(new TimeoutException()) : Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl));
        };
        var acquiring = _locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(60), Cancellation);
        await UntilAsync(() => acquiring.IsCompleted);
        await using var handle = await acquiring;
        Assert.All(polls.Skip(1), poll => Assert.Equal((new LockTicket(1, 2), polls[0].RequestId), (poll.Ticket, poll.RequestId)));
        Assert.Empty(_lock.Released);
    }

    [Fact]
    public async Task A_request_that_never_had_an_answer_is_given_up_and_its_outcome_is_unknown()
    {
        var asked = new HashSet<string>();
        _lock.OnAcquire = command =>
        {
            asked.Add(command.RequestId);
            return Task.FromException<LockReply>(new TimeoutException());
        };
        var acquiring = _locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(60), Cancellation);
        await UntilAsync(() => acquiring.IsCompleted && _lock.Released.Count > 0);
        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<ActorsException>(() => acquiring)).Code);
        Assert.Equal(Assert.Single(asked), Assert.Single(_lock.Released));
    }

    private static LockReply Granted(ConvertLock command, long token)
        => (LockReply.Granted)ScriptedLock.Granted(command.LeaseId, TimeSpan.FromSeconds(15)) with { FencingToken = token, Mode = command.Mode };

    /// <summary>A lock that is held upgradeable, under token 7.</summary>
    private Task<LockHandle> HoldAsync()
    {
        _lock.OnAcquire = command => Task.FromResult<LockReply>(
            (LockReply.Granted)ScriptedLock.Granted(command.RequestId, command.Ttl) with { Mode = command.Mode });
        return _locks.AcquireAsync("a", Request with { Mode = LockMode.Upgradeable }, cancellationToken: Cancellation);
    }

    /// <summary>Wants to upgrade, and cancels that while it waits.</summary>
    private async Task GiveUpAsync(LockHandle handle)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var upgrading = handle.TryUpgradeAsync(Timeout.InfiniteTimeSpan, given.Token);
        await UntilAsync(() => _conversions.Count == 1);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upgrading);
    }

    /// <summary>The first conversion waits for ever; the next, which asks what became of it, is answered so.</summary>
    private Task<LockReply> Answer(ConvertLock command, LockReply reply) => Answer(command, Task.FromResult(reply));

    private Task<LockReply> Answer(ConvertLock command, Task<LockReply> reply)
    {
        _conversions.Add(command);
        return _conversions.Count == 1 ? new TaskCompletionSource<LockReply>().Task : reply;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        for (var steps = 0; !condition(); steps++)
        {
            Assert.True(steps < 200, "It did not come to that.");
            await _time.PassAsync(seconds: 0.5);
        }
    }
}
