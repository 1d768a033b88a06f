using Actors.Calls;
using Actors.Locks;
using Actors.Sessions;
using Actors.Tests.Sessions;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Locks;

/// <summary>Reentrancy by scope, several locks at once, and what every call refuses.</summary>
public sealed class LockScopeTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedLock _lock = new();
    private readonly ScriptedSession _session = new();
    private readonly List<AcquireLock> _asked = [];
    private readonly ActorsClient _actors;
    private long _token;

    public LockScopeTests()
    {
        var options = Options.Create(new ActorsClientOptions { AttemptTimeout = TimeSpan.FromSeconds(10) });
        var grains = FakeGrainFactory.For(id => id.Type == GrainType.Create(SessionName.Kind) ? _session : _lock);
        _actors = new ActorsClient(new GrainCalls(grains, options, _time), _time);
        _lock.OnAcquire = command =>
        {
            _asked.Add(command);
            return Task.FromResult<LockReply>(((LockReply.Granted)ScriptedLock.Granted(command.RequestId, command.Ttl)) with { FencingToken = ++_token });
        };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _actors.DisposeAsync();

    /// <summary>etcd's v3lock.proto: locking twice under one lease is a no-op, so two tasks of one process are both inside.</summary>
    [Fact]
    public async Task Without_a_scope_nothing_is_reentrant()
    {
        await using var one = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await using var other = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        Assert.NotEqual(one.FencingToken, other.FencingToken);
        Assert.All(_asked, command => Assert.Null(command.Scope));
    }

    [Fact]
    public async Task In_a_scope_a_lock_that_is_held_is_shared_and_the_last_handle_releases_it()
    {
        using var scope = LockScope.Begin();
        var outer = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        var inner = await NestedAsync("a");
        Assert.Equal((outer.FencingToken, outer.LeaseId), (inner.FencingToken, inner.LeaseId));
        Assert.Equal(scope.Id, Assert.Single(_asked).Scope);
        await outer.DisposeAsync();
        await outer.DisposeAsync();
        Assert.Empty(_lock.Released);
        await inner.DisposeAsync();
        Assert.Equal([outer.LeaseId], _lock.Released);
        await using var next = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        Assert.NotEqual(outer.FencingToken, next.FencingToken);
    }

    [Fact]
    public async Task What_was_taken_down_to_shared_is_not_exclusive_for_the_same_scope_either()
    {
        _lock.OnConvert = command => Task.FromResult<LockReply>(((LockReply.Granted)ScriptedLock.Granted(command.LeaseId, TimeSpan.FromSeconds(15))) with { Mode = command.Mode });
        using var scope = LockScope.Begin();
        await using var outer = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await outer.DowngradeAsync(cancellationToken: Cancellation);
        Assert.Equal(LockMode.Shared, outer.Mode);
        await using var inner = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task A_scope_that_was_disposed_of_in_another_flow_is_over_here_too()
    {
        using var outer = LockScope.Begin();
        var inner = LockScope.Begin();
        await Task.Run(inner.Dispose, Cancellation);
        Assert.Same(outer, LockScope.Current);
    }

    [Fact]
    public async Task Another_name_mode_or_scope_is_another_grant()
    {
        using (LockScope.Begin())
        {
            await using var a = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
            await using var b = await _actors.Locks.AcquireAsync("b", cancellationToken: Cancellation);
            await using var shared = await _actors.Locks.AcquireAsync("a", new LockRequest { Mode = LockMode.Shared }, cancellationToken: Cancellation);
            using (LockScope.Begin())
            {
                await using var nested = await _actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
                Assert.Equal(4, _asked.Count);
            }
        }

        Assert.Null(LockScope.Current);
    }

    [Fact]
    public async Task All_are_taken_in_the_order_of_their_bytes_and_released_in_the_reverse()
    {
        // In UTF-16 the surrogates of the last come before U+FF5E; in UTF-8 they do not.
        string[] names = ["\U0001F512", "b", "\uFF5E", "a", "b"];
        await using (var all = await _actors.Locks.AcquireAllAsync(names, cancellationToken: Cancellation))
        {
            Assert.Equal([("a", 1L), ("b", 2L), ("\uFF5E", 3L), ("\U0001F512", 4L)], all.Tokens.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value)));
            Assert.Single(_asked.Select(command => command.Scope).Distinct());
            Assert.NotNull(_asked[0].Scope);
            Assert.False(all.Lost.IsCancellationRequested);
        }

        Assert.Equal(_asked.Select(command => command.RequestId).Reverse(), _lock.Released);
        Assert.Null(LockScope.Current);
    }

    [Fact]
    public async Task A_name_that_is_given_twice_is_taken_once_also_as_a_semaphore()
    {
        await using var all = await _actors.Locks.AcquireAllAsync(["b", "a", "b"], new LockRequest { Mode = LockMode.Semaphore, Permits = 2 }, cancellationToken: Cancellation);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task All_have_one_deadline()
    {
        _lock.OnAcquire = command =>
        {
            _asked.Add(command);
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl));
        };
        await using var all = await _actors.Locks.AcquireAllAsync(["a", "b", "c"], wait: TimeSpan.FromSeconds(4), cancellationToken: Cancellation);
        Assert.Equal([4.0, 3.0, 2.0], _asked.Select(command => command.Wait.TotalSeconds));
    }

    [Fact]
    public async Task None_is_kept_if_one_is_not_to_be_had()
    {
        _lock.OnAcquire = command =>
        {
            _asked.Add(command);
            return Task.FromResult(_asked.Count < 3
                ? ScriptedLock.Granted(command.RequestId, command.Ttl)
                : new LockReply.Refused(new Refusal(ErrorCode.LockHeld, "held")));
        };
        Assert.Null(await _actors.Locks.TryAcquireAllAsync(["a", "b", "c"], cancellationToken: Cancellation));
        Assert.Equal([_asked[1].RequestId, _asked[0].RequestId], _lock.Released);
        _asked.Clear();
        await Assert.ThrowsAsync<TimeoutException>(() => _actors.Locks.AcquireAllAsync(["a", "b", "c"], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task The_set_is_lost_if_any_is()
    {
        _session.OnRenew = () => new TaskCompletionSource<SessionReply>().Task;
        await using var all = await _actors.Locks.AcquireAllAsync(["a", "b"], cancellationToken: Cancellation);
        _time.Advance(TimeSpan.FromSeconds(15));
        while (!all.Lost.IsCancellationRequested) await Task.Delay(1, Cancellation);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2_147_483_648)]
    public void A_wait_out_of_range_is_thrown_at_once(double milliseconds)
    {
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _actors.Locks.TryAcquireAsync("a", wait: wait, cancellationToken: Cancellation); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _actors.Locks.AcquireAllAsync(["a"], wait: wait, cancellationToken: Cancellation); });
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_gives_a_cancelled_task_and_asks_nobody()
    {
        var cancelled = new CancellationToken(canceled: true);
        var acquiring = _actors.Locks.TryAcquireAsync("a", cancellationToken: cancelled);
        Assert.True(acquiring.IsCanceled);
        var all = _actors.Locks.TryAcquireAllAsync(["a"], cancellationToken: cancelled);
        Assert.True(all.IsCanceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring);
        Assert.Empty(_asked);
    }

    [Fact]
    public void No_name_or_no_names_are_thrown_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = _actors.Locks.TryAcquireAsync(null!, cancellationToken: Cancellation); });
        Assert.Throws<ArgumentException>(() => { _ = _actors.Locks.TryAcquireAllAsync([], cancellationToken: Cancellation); });
    }

    private async Task<LockHandle> NestedAsync(string name)
    {
        await Task.Yield();
        return await _actors.Locks.AcquireAsync(name, cancellationToken: Cancellation);
    }
}
