using System.Runtime.CompilerServices;
using Actors.Locks;
using Medallion.Threading;

namespace Actors.Tests.DistributedLock;

/// <summary>What callers of DistributedLock rely on however a lock is held, over a real node.</summary>
public abstract class DistributedLockSpec : IClassFixture<DistributedLockNode>
{
    private static readonly string[] Names =
    [
        "", "%", "/", "a/b", "a\\b", "a%002fb", "tab\t", "\0", "ü🔒", "🙂", "\ud800", "{x}y", " ", ".", "..", "a", "A",
        new('x', 512), new('x', 513), new('x', 10_000), new('ü', 300),
    ];

    private readonly Hold _hold;
    private readonly Hold _other;

    /// <param name="node">The node.</param>
    /// <param name="hold">How the lock is held.</param>
    /// <param name="other">Another way of holding the same lock, which that does not go with; null for the same way.</param>
    private protected DistributedLockSpec(DistributedLockNode node, Hold hold, Hold? other = null)
    {
        Node = node;
        _hold = hold;
        _other = other ?? hold;
    }

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected static TimeSpan Soon => TimeSpan.FromSeconds(60);

    private protected DistributedLockNode Node { get; }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_does_not_get_it_gets_null_or_an_exception_when_the_time_is_over(bool async)
    {
        var name = DistributedLockNode.Name();
        var @lock = Create(name);
        await using var held = await Other(name).AcquireAsync(Soon, Cancel);
        Assert.Null(await TryAsync(@lock, TimeSpan.Zero, async));
        Assert.Null(await TryAsync(@lock, TimeSpan.FromMilliseconds(200), async));
        var refused = async
            ? await Assert.ThrowsAsync<TimeoutException>(async () => await @lock.AcquireAsync(TimeSpan.FromMilliseconds(200), Cancel))
            : Assert.Throws<TimeoutException>(() => @lock.Acquire(TimeSpan.FromMilliseconds(200), Cancel));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_waits_gets_it_when_it_is_released(bool async)
    {
        var name = DistributedLockNode.Name();
        var held = await Other(name).AcquireAsync(Soon, Cancel);
        var waiting = Start(() => Create(name).Acquire(cancellationToken: Cancel), () => Create(name).AcquireAsync(cancellationToken: Cancel), async);
        await Node.WaitForLineAsync(Key(name), 1);
        Assert.False(waiting.IsCompleted);
        await ReleaseAsync(held, async);
        await ReleaseAsync(await waiting.WaitAsync(Soon, Cancel), async);
        Assert.Empty((await Node.Locks.DescribeAsync(Key(name), cancellationToken: Cancel)).Holders);
    }

    [Fact]
    public async Task Disposing_is_idempotent_and_an_old_handle_never_releases_the_new_holders_lock()
    {
        var name = DistributedLockNode.Name();
        var old = await Create(name).AcquireAsync(Soon, Cancel);
        await old.DisposeAsync();
        await using var held = await Create(name).AcquireAsync(Soon, Cancel);
        old.Dispose();
        await old.DisposeAsync();
        Assert.Null(await Other(name).TryAcquireAsync(TimeSpan.Zero, Cancel));
        Assert.True(Token(held) > Token(old));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-1.5)]
    [InlineData(int.MaxValue + 1.0)]
    public void A_timeout_out_of_range_is_thrown_at_once(double milliseconds)
    {
        var @lock = Create(DistributedLockNode.Name());
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => @lock.TryAcquire(timeout, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => @lock.Acquire(timeout, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = @lock.TryAcquireAsync(timeout, Cancel).AsTask(); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = @lock.AcquireAsync(timeout, Cancel).AsTask(); });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task A_timeout_at_the_edge_of_the_range_is_one(int milliseconds)
    {
        var @lock = Create(DistributedLockNode.Name());
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        (await @lock.AcquireAsync(timeout, Cancel)).Dispose();
        await using var held = await @lock.TryAcquireAsync(timeout, Cancel);
        Assert.NotNull(held);
    }

    [Fact]
    public async Task A_cancelled_token_throws_from_the_sync_call_and_cancels_the_task_of_the_async_one()
    {
        var name = DistributedLockNode.Name();
        var @lock = Create(name);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => @lock.Acquire(cancellationToken: source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => @lock.TryAcquire(cancellationToken: source.Token));
        Assert.True(@lock.AcquireAsync(cancellationToken: source.Token).AsTask().IsCanceled);
        Assert.True(@lock.TryAcquireAsync(cancellationToken: source.Token).AsTask().IsCanceled);
        Assert.Equal(0, (await Node.Locks.DescribeAsync(Key(name), cancellationToken: Cancel)).LastToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_a_wait_cancels_its_task_and_leaves_neither_a_place_in_line_nor_a_hold(bool async)
    {
        var name = DistributedLockNode.Name();
        var held = await Other(name).AcquireAsync(Soon, Cancel);
        using var source = new CancellationTokenSource();
        var waiting = Start(
            () => Create(name).Acquire(cancellationToken: source.Token), () => Create(name).AcquireAsync(cancellationToken: source.Token), async);
        await Node.WaitForLineAsync(Key(name), 1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Soon, Cancel));
        if (async) Assert.True(waiting.IsCanceled);
        await Node.WaitForLineAsync(Key(name), 0);
        await held.DisposeAsync();
        Assert.Empty((await Node.Locks.DescribeAsync(Key(name), cancellationToken: Cancel)).Holders);
        await using var next = await Other(name).TryAcquireAsync(TimeSpan.Zero, Cancel);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_name_is_any_text_and_case_matters()
    {
        var handles = new List<IDistributedSynchronizationHandle>();
        foreach (var name in Names)
        {
            var @lock = Create(name);
            Assert.Equal(name, @lock.Name);
            handles.Add(Assert.IsAssignableFrom<IDistributedSynchronizationHandle>(await @lock.TryAcquireAsync(TimeSpan.Zero, Cancel)));
            Assert.Null(await Other(name).TryAcquireAsync(TimeSpan.Zero, Cancel));
        }

        foreach (var handle in handles) await handle.DisposeAsync();
        Assert.Throws<ArgumentNullException>(() => Create(null!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_lost_token_fires_when_the_lock_is_taken_away_and_not_by_a_release(bool async)
    {
        var name = DistributedLockNode.Name();
        var released = await Create(name).AcquireAsync(Soon, Cancel);
        var token = released.HandleLostToken;
        await ReleaseAsync(released, async);
        Assert.False(token.IsCancellationRequested);
        Assert.Throws<ObjectDisposedException>(() => released.HandleLostToken);

        await using var held = await Create(name).AcquireAsync(Soon, Cancel);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = held.HandleLostToken.Register(lost.SetResult);
        Assert.False(lost.Task.IsCompleted);
        await Node.Locks.BreakAsync(Key(name), Token(held), "a test", Cancel);
        await lost.Task.WaitAsync(Soon, Cancel);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_forgotten_handle_is_released_when_it_is_collected()
    {
        var name = DistributedLockNode.Name();
        await ForgetAsync(Create(name));
        IDistributedSynchronizationHandle? next = null;
        for (var i = 0; next is null && i < 200; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            next = await Other(name).TryAcquireAsync(TimeSpan.FromMilliseconds(100), Cancel);
        }

        Assert.NotNull(next);
        await next.DisposeAsync();
    }

    /// <summary>DistributedLock#230, #275: how, and when, is the lock of a crashed process released?</summary>
    [Fact]
    public async Task What_a_killed_process_held_is_obtained_by_who_waits()
    {
        var name = DistributedLockNode.Name();
        await using var taker = new LockTakerProcess(Node.GatewayPort, _hold, name);
        await taker.StartAsync(Cancel);
        var held = Assert.Single((await Node.Locks.DescribeAsync(Key(name), cancellationToken: Cancel)).Holders);
        Assert.EndsWith($":{taker.ProcessId}", held.Owner, StringComparison.Ordinal);
        Assert.Null(await Other(name).TryAcquireAsync(TimeSpan.Zero, Cancel));
        var waiting = Other(name).AcquireAsync(Soon, Cancel).AsTask();
        await Node.WaitForLineAsync(Key(name), 1);
        taker.Kill();
        await using var next = await waiting;
        Assert.True(Token(next) > held.FencingToken);
    }

    private protected IDistributedLock Create(string name) => Face.Of(Services, _hold, name);

    private protected static async Task<IDistributedSynchronizationHandle?> TryAsync(IDistributedLock @lock, TimeSpan timeout, bool async)
        => async ? await @lock.TryAcquireAsync(timeout, Cancel) : @lock.TryAcquire(timeout, Cancel);

    private protected static long Token(IDistributedSynchronizationHandle handle) => handle switch
    {
        ActorsDistributedLockHandle plain => plain.FencingToken,
        ActorsDistributedLockUpgradeableHandle upgradeable => upgradeable.FencingToken,
        _ => throw new ArgumentException($"A {handle.GetType()} has no token."),
    };

    private protected string Key(string name) => Face.Key(_hold, name);

    private IServiceProvider Services => Node.Get<IServiceProvider>();

    private IDistributedLock Other(string name) => Face.Of(Services, _other, name);

    private static Task<IDistributedSynchronizationHandle> Start(
        Func<IDistributedSynchronizationHandle> acquire, Func<ValueTask<IDistributedSynchronizationHandle>> acquireAsync, bool async)
        => async ? acquireAsync().AsTask() : Task.Run(acquire, Cancel);

    private static async Task ReleaseAsync(IDistributedSynchronizationHandle handle, bool async)
    {
        if (async) await handle.DisposeAsync();
        else handle.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync(IDistributedLock @lock) => Assert.NotNull(await @lock.TryAcquireAsync(TimeSpan.Zero, Cancel));
}
