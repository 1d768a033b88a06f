using Actors.Locks;
using Actors.Records;
using Actors.Storage;

namespace Actors.Tests.Locks;

/// <summary>Hand-offs that are told before they are durable, on a whole node, and what becomes of those that are lost.</summary>
public sealed class EarlyHandOffTests(EarlyReleaseTests.Node node) : IClassFixture<EarlyReleaseTests.Node>
{
    private static readonly LockRequest Early = new() { EarlyHandOff = true };
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly string _name = LockNode.Name();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ActorsClient Actors => node.Host.Client;

    private ActorsClient Other => node.Other;

    [Fact]
    public async Task The_next_in_line_has_the_lock_before_the_release_is_written()
    {
        var first = await Actors.Locks.AcquireAsync(_name, Early, cancellationToken: Cancellation);
        var waiting = Other.Locks.AcquireAsync(_name, Early, Long, Cancellation);
        await PromisedAsync(1);
        await first.DisposeAsync();
        await using var next = await waiting;
        Assert.Equal(first.FencingToken + 1, next.FencingToken);
        Assert.Equal((2, first.LeaseId), (node.Commits[_name], Assert.Single((await StoredAsync()).Holders).Id));
    }

    [Fact]
    public async Task A_hand_off_that_is_lost_takes_the_lock_from_nobody_and_does_not_keep_it_from_the_next()
    {
        var handles = new List<LockHandle> { await Actors.Locks.AcquireAsync(_name, Early, cancellationToken: Cancellation) };
        var waiting = new List<Task<LockHandle>>();
        for (var i = 0; i < 4; i++)
        {
            waiting.Add((i % 2 == 0 ? Other : Actors).Locks.AcquireAsync(_name, Early, Long, Cancellation));
            await WaitingAsync(i + 1);
        }

        await PromisedAsync(3);

        // It is handed on, and the second has it, when another activation reads that the first holds it.
        await handles[0].DisposeAsync();
        handles.Add(await waiting[0]);
        Assert.Equal(handles[0].LeaseId, Assert.Single((await StoredAsync()).Holders).Id);
        await OverwriteAsync();
        var late = Other.Locks.AcquireAsync(_name, Early, Long, Cancellation);
        await Task.Delay(500, Cancellation);
        Assert.False(handles[1].Lost.IsCancellationRequested || waiting[1].IsCompleted || waiting[2].IsCompleted || waiting[3].IsCompleted || late.IsCompleted);
        await handles[1].DisposeAsync();
        for (var i = 1; i < 4; i++)
        {
            var next = await waiting[i];
            Assert.True(next.FencingToken > handles[^1].FencingToken);
            await next.DisposeAsync();
            handles.Add(next);
        }

        await using var newcomer = await late;
        Assert.True(newcomer.FencingToken > handles[^1].FencingToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_gives_up_its_place_in_line_leaves_no_grant_behind(bool cancels)
    {
        var first = await Actors.Locks.AcquireAsync(_name, Early, cancellationToken: Cancellation);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = Other.Locks.TryAcquireAsync(_name, Early, cancels ? Long : TimeSpan.FromSeconds(1), given.Token);
        await PromisedAsync(1);
        if (cancels)
        {
            await given.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        else
        {
            Assert.Null(await waiting);
        }

        var next = Other.Locks.AcquireAsync(_name, Early, Long, Cancellation);
        await first.DisposeAsync();
        await using var handle = await next;
        Assert.True(handle.FencingToken > first.FencingToken + 1);
    }

    [Fact]
    public async Task The_victim_of_a_deadlock_leaves_no_grant_behind()
    {
        var other = $"{_name}-other";
        var (held, wanted) = (new TaskCompletionSource(), new TaskCompletionSource());
        var victim = Task.Run(() => InScopeAsync(Actors, _name, other, Early with { DeadlockPriority = -1 }, held, wanted), Cancellation);
        var winner = Task.Run(() => InScopeAsync(Other, other, _name, Early, wanted, held), Cancellation);
        Assert.Equal(ErrorCode.Deadlock, await victim);
        Assert.Null(await winner);
        await using var next = await Actors.Locks.AcquireAsync(other, Early, Long, Cancellation);
    }

    [Fact]
    public async Task Those_who_want_it_early_and_those_who_do_not_are_served_in_the_order_of_asking()
    {
        var handle = await Actors.Locks.AcquireAsync(_name, Early, cancellationToken: Cancellation);
        var waiting = new List<Task<LockHandle>>();
        foreach (var early in new[] { true, false, false, true, true })
        {
            waiting.Add(Other.Locks.AcquireAsync(_name, early ? Early : LockRequest.Default, Long, Cancellation));
            await WaitingAsync(waiting.Count);
        }

        foreach (var turn in waiting)
        {
            Assert.False(turn.IsCompleted);
            var before = handle.FencingToken;
            await handle.DisposeAsync();
            handle = await turn;
            Assert.True(handle.FencingToken > before);
        }

        await handle.DisposeAsync();
    }

    [Fact]
    public async Task It_is_refused_where_it_does_not_go_and_its_token_is_not_checked()
    {
        foreach (var request in new[] { Early with { Mode = LockMode.Shared }, Early with { Lease = LockLeaseKind.Private }, Early with { LockDelay = TimeSpan.FromSeconds(1) } })
        {
            Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<ActorsException>(() => Actors.Locks.AcquireAsync(_name, request, cancellationToken: Cancellation))).Code);
        }

        await using var handle = await Actors.Locks.AcquireAsync(_name, Early, cancellationToken: Cancellation);
        Assert.Equal(ErrorCode.InvalidRequest, (await Actors.Locks.CheckAsync(_name, handle.FencingToken, Cancellation))!.Code);
        Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<ActorsException>(() => handle.DowngradeAsync(cancellationToken: Cancellation))).Code);
    }

    /// <summary>Holds one lock and wants another, when somebody else holds that: what that came to.</summary>
    private static async Task<ErrorCode?> InScopeAsync(
        ActorsClient actors, string first, string second, LockRequest request, TaskCompletionSource held, TaskCompletionSource wanted)
    {
        using var scope = LockScope.Begin();
        await using var one = await actors.Locks.AcquireAsync(first, request, cancellationToken: Cancellation);
        held.SetResult();
        await wanted.Task;
        try
        {
            await using var two = await actors.Locks.AcquireAsync(second, request, Long, Cancellation);
            return null;
        }
        catch (ActorsException refused)
        {
            return refused.Code;
        }
    }

    private async Task WaitingAsync(int count)
    {
        while ((await Actors.Locks.DescribeAsync(_name, cancellationToken: Cancellation)).Waiting < count) await Task.Delay(5, Cancellation);
    }

    private async Task PromisedAsync(int count)
    {
        while ((await StoredAsync()).Promised.Length < count) await Task.Delay(5, Cancellation);
    }

    private Task OverwriteAsync() => node.OverwriteAsync(RecordKey.Create(LockName.Kind, _name));

    private async Task<LockState> StoredAsync() => StateJson.Read<LockState>((await node.RowAsync(RecordKey.Create(LockName.Kind, _name))).State);
}
