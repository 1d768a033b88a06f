using Actors.Locks;
using Actors.Testing;
using Actors.Tests.Support;

namespace Actors.Tests.Locks;

/// <summary>Handles under a session of 1 s, on a whole node.</summary>
public sealed class LockHandleNodeTests : IAsyncLifetime
{
    private readonly RunningTime _time = new();
    private ActorsTestHost? _host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ActorsClient Actors => _host!.Client;

    public async ValueTask InitializeAsync() => _host = await ActorsTestHost.StartAsync(options =>
    {
        _time.Drive(options);
        options.Settings["Actors:Client:SessionTtl"] = "00:00:01";
    });

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        await _time.DisposeAsync();
    }

    [Fact]
    public async Task A_session_keeps_its_locks_past_the_TTL_and_a_release_hands_over()
    {
        await using var handle = await Actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(3), _time.Clock, Cancellation);
        Assert.False(handle.Lost.IsCancellationRequested);
        Assert.Null(await Actors.Locks.CheckAsync("a", handle.FencingToken, Cancellation));
        Assert.Null(await Actors.Locks.TryAcquireAsync("a", cancellationToken: Cancellation));
        var waiting = Actors.Locks.AcquireAsync("a", wait: Timeout.InfiniteTimeSpan, cancellationToken: Cancellation);
        await handle.DisposeAsync();
        await using var next = await waiting;
        Assert.True(next.FencingToken > handle.FencingToken);
    }

    [Fact]
    public async Task A_lock_that_is_broken_or_asked_back_tells_its_holder()
    {
        await using var broken = await Actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await using var asked = await Actors.Locks.AcquireAsync("b", cancellationToken: Cancellation);
        await Actors.Locks.RevokeAsync("b", asked.FencingToken, "tidy up", TimeSpan.FromMinutes(1), Cancellation);
        await Actors.Locks.BreakAsync("a", broken.FencingToken, "stuck", Cancellation);
        while (!broken.Lost.IsCancellationRequested || !asked.RevokeRequested.IsCancellationRequested) await Task.Delay(5, Cancellation);
        Assert.Equal(("stuck", "tidy up"), (broken.Reason, asked.Reason));
        Assert.False(asked.Lost.IsCancellationRequested);
    }

    /// <summary>CURATOR-620, CURATOR-696: two holders after a session was lost and another opened.</summary>
    [Fact]
    public async Task A_session_that_ends_takes_its_locks_along_and_others_get_them()
    {
        await using var lost = await Actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        var session = (await Actors.Locks.DescribeAsync("a", cancellationToken: Cancellation)).Holders[0].Session!;
        await Actors.Sessions.EndAsync(session, Cancellation);
        await using var next = await Actors.Locks.AcquireAsync("a", wait: TimeSpan.FromSeconds(30), cancellationToken: Cancellation);
        Assert.True(lost.Lost.IsCancellationRequested);
        Assert.True(next.FencingToken > lost.FencingToken);
    }

    [Fact]
    public async Task Readers_are_upgraded_and_downgraded_without_letting_go()
    {
        var shared = new LockRequest { Mode = LockMode.Shared };
        await using var one = await Actors.Locks.AcquireAsync("a", new LockRequest { Mode = LockMode.Upgradeable }, cancellationToken: Cancellation);
        var other = await Actors.Locks.AcquireAsync("a", shared, cancellationToken: Cancellation);
        var token = one.FencingToken;
        Assert.False(await one.TryUpgradeAsync(cancellationToken: Cancellation));
        await Assert.ThrowsAsync<TimeoutException>(() => one.UpgradeAsync(cancellationToken: Cancellation));
        Assert.Equal(LockMode.Upgradeable, one.Mode);
        var upgrading = one.UpgradeAsync(Timeout.InfiniteTimeSpan, Cancellation);
        await other.DisposeAsync();
        await upgrading;
        Assert.Equal(LockMode.Exclusive, one.Mode);
        Assert.True(one.FencingToken > token);
        Assert.Null(await Actors.Locks.CheckAsync("a", one.FencingToken, Cancellation));
        Assert.Null(await Actors.Locks.TryAcquireAsync("a", shared, cancellationToken: Cancellation));
        await one.DowngradeAsync(cancellationToken: Cancellation);
        await using var reader = await Actors.Locks.AcquireAsync("a", shared, cancellationToken: Cancellation);
        Assert.Equal(LockMode.Shared, one.Mode);
    }

    [Fact]
    public async Task An_upgrade_that_is_given_up_leaves_the_line_and_the_lock_as_it_was()
    {
        var upgradeable = new LockRequest { Mode = LockMode.Upgradeable };
        await using var one = await Actors.Locks.AcquireAsync("a", upgradeable, cancellationToken: Cancellation);
        var other = await Actors.Locks.AcquireAsync("a", new LockRequest { Mode = LockMode.Shared }, cancellationToken: Cancellation);
        var token = one.FencingToken;
        using var giveUp = new CancellationTokenSource();
        var upgrading = one.UpgradeAsync(Timeout.InfiniteTimeSpan, giveUp.Token);
        while ((await Actors.Locks.DescribeAsync("a", cancellationToken: Cancellation)).Waiting != 1) await Task.Delay(5, Cancellation);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upgrading);
        while ((await Actors.Locks.DescribeAsync("a", cancellationToken: Cancellation)).Waiting != 0) await Task.Delay(5, Cancellation);
        Assert.Equal((LockMode.Upgradeable, token), (one.Mode, one.FencingToken));
        await other.DisposeAsync();
        Assert.True(await one.TryUpgradeAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_semaphore_gives_as_many_as_it_has()
    {
        var request = new LockRequest { Mode = LockMode.Semaphore, Permits = 2 };
        await using var one = await Actors.Locks.AcquireAsync("a", request, cancellationToken: Cancellation);
        await using var two = await Actors.Locks.AcquireAsync("a", request, cancellationToken: Cancellation);
        Assert.NotEqual(one.FencingToken, two.FencingToken);
        Assert.Null(await Actors.Locks.TryAcquireAsync("a", request, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_is_not_in_the_line_any_more()
    {
        await using var held = await Actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        using var giveUp = new CancellationTokenSource();
        var waiting = Actors.Locks.AcquireAsync("a", wait: Timeout.InfiniteTimeSpan, cancellationToken: giveUp.Token);
        while ((await Actors.Locks.DescribeAsync("a", cancellationToken: Cancellation)).Waiting != 1) await Task.Delay(5, Cancellation);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        while ((await Actors.Locks.DescribeAsync("a", cancellationToken: Cancellation)).Waiting != 0) await Task.Delay(5, Cancellation);
        await held.DisposeAsync();
        Assert.Empty((await Actors.Locks.DescribeAsync("a", cancellationToken: Cancellation)).Holders);
    }

    [Fact]
    public async Task A_hundred_takers_of_one_lock_never_meet()
    {
        var inside = 0;
        var tokens = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            await using var handle = await Actors.Locks.AcquireAsync("a", wait: TimeSpan.FromSeconds(60), cancellationToken: Cancellation);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            tokens.Add(handle.FencingToken);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        }));
        Assert.Equal(tokens.Order(), tokens);
        Assert.Equal(100, tokens.Distinct().Count());
    }
}
