using System.Diagnostics;
using System.Runtime.CompilerServices;
using Actors.Locks;
using Medallion.Threading;

namespace Actors.Tests.DistributedLock;

/// <summary>What callers of DistributedLock rely on, over a real node.</summary>
public sealed class DistributedLockTests(DistributedLockNode node) : IClassFixture<DistributedLockNode>
{
    private static readonly string[] Names =
    [
        "", "%", "/", "a/b", "a\\b", "a%002fb", "tab\t", "\0", "ü🔒", "\ud800", "{x}y", " ", ".", "..",
        new('x', 512), new('x', 513), new('x', 100_000), new('ü', 300),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TimeSpan Soon => TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_at_a_time_and_not_reentrant_even_by_the_same_object(bool async)
    {
        var @lock = Create(Name());
        await using (var first = await TryAsync(@lock, TimeSpan.Zero, async))
        {
            Assert.NotNull(first);
            Assert.Null(await TryAsync(@lock, TimeSpan.Zero, async));
            Assert.Null(await TryAsync(Create(@lock.Name), TimeSpan.Zero, async));
        }

        await using var again = await TryAsync(@lock, TimeSpan.Zero, async);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Disposing_is_idempotent_and_an_old_handle_never_releases_the_new_holders_lock()
    {
        var @lock = Create(Name());
        var old = await @lock.AcquireAsync(Soon, Cancel);
        await old.DisposeAsync();
        await using var held = (ActorsDistributedLockHandle)await @lock.AcquireAsync(Soon, Cancel);
        old.Dispose();
        await old.DisposeAsync();
        Assert.Null(await @lock.TryAcquireAsync(TimeSpan.Zero, Cancel));
        Assert.True(held.FencingToken > ((ActorsDistributedLockHandle)old).FencingToken);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-1.5)]
    [InlineData(int.MaxValue + 1.0)]
    public void A_timeout_out_of_range_is_thrown_at_once(double milliseconds)
    {
        var @lock = Create(Name());
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => @lock.TryAcquire(timeout, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => @lock.Acquire(timeout, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = @lock.TryAcquireAsync(timeout, Cancel).AsTask(); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = @lock.AcquireAsync(timeout, Cancel).AsTask(); });
    }

    [Fact]
    public async Task A_cancelled_token_throws_from_the_sync_call_and_cancels_the_task_of_the_async_one()
    {
        var @lock = Create(Name());
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => @lock.Acquire(cancellationToken: source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => @lock.TryAcquire(cancellationToken: source.Token));
        Assert.True(@lock.AcquireAsync(cancellationToken: source.Token).AsTask().IsCanceled);
        Assert.True(@lock.TryAcquireAsync(cancellationToken: source.Token).AsTask().IsCanceled);
    }

    [Fact]
    public async Task Cancelling_a_wait_cancels_its_task_and_leaves_the_line()
    {
        var @lock = Create(Name());
        var held = await @lock.AcquireAsync(Soon, Cancel);
        using var source = new CancellationTokenSource();
        var waiting = @lock.AcquireAsync(cancellationToken: source.Token).AsTask();
        await Task.Delay(100, Cancel);
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(waiting.IsCanceled);
        await held.DisposeAsync();
        await using var next = await @lock.AcquireAsync(Soon, Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Acquire_times_out_with_an_exception_and_try_with_null(bool async)
    {
        var @lock = Create(Name());
        await using var held = await @lock.AcquireAsync(Soon, Cancel);
        var timeout = TimeSpan.FromMilliseconds(200);
        var started = Stopwatch.StartNew();
        Assert.Null(await TryAsync(@lock, timeout, async));
        Assert.True(started.Elapsed >= timeout - TimeSpan.FromMilliseconds(20));
        if (async) await Assert.ThrowsAsync<TimeoutException>(async () => await @lock.AcquireAsync(timeout, Cancel));
        else Assert.Throws<TimeoutException>(() => @lock.Acquire(timeout, Cancel));
    }

    [Fact]
    public async Task A_hundred_at_once_get_it_one_after_another()
    {
        var @lock = Create(Name());
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            await using var held = await @lock.AcquireAsync(cancellationToken: Cancel);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(10, Cancel);
            Interlocked.Decrement(ref inside);
        }));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_name_is_any_text()
    {
        foreach (var name in Names)
        {
            var @lock = Create(name);
            Assert.Equal(name, @lock.Name);
            await using var held = await @lock.AcquireAsync(Soon, Cancel);
            Assert.Null(await Create(name).TryAcquireAsync(TimeSpan.Zero, Cancel));
        }
    }

    [Fact]
    public void Different_texts_are_different_locks_and_null_is_none()
    {
        string[] others = ["A", "a", "Ü", "\udc00", new('y', 513), "%0025", "%sha256-", "a/B", "a%002fB"];
        string[] names = [.. Names, .. others];
        Assert.Equal(names.Length, names.Select(LockKeys.Of).Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.Null(LockName.Refuse(LockKeys.Of(name))));
        Assert.Equal("orders:42", LockKeys.Of("orders:42"));
        Assert.Throws<ArgumentNullException>(() => Create(null!));
    }

    [Fact]
    public async Task The_lost_token_fires_when_the_lock_is_taken_away_and_not_by_a_release()
    {
        var @lock = Create(Name());
        var released = await @lock.AcquireAsync(Soon, Cancel);
        var token = released.HandleLostToken;
        await released.DisposeAsync();
        Assert.False(token.IsCancellationRequested);
        Assert.Throws<ObjectDisposedException>(() => released.HandleLostToken);

        await using var held = (ActorsDistributedLockHandle)await @lock.AcquireAsync(Soon, Cancel);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = held.HandleLostToken.Register(lost.SetResult);
        await node.Host.Client.Locks.BreakAsync(@lock.Name, held.FencingToken, "a test", Cancel);
        await lost.Task.WaitAsync(Soon, Cancel);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_forgotten_handle_is_released_when_it_is_collected()
    {
        var @lock = Create(Name());
        await ForgetAsync(@lock);
        IDistributedSynchronizationHandle? next = null;
        for (var i = 0; next is null && i < 200; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            next = await @lock.TryAcquireAsync(TimeSpan.FromMilliseconds(100), Cancel);
        }

        Assert.NotNull(next);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Several_locks_are_acquired_together()
    {
        string[] names = [Name(), Name(), Name()];
        await using (var all = await node.Provider.AcquireAllLocksAsync(names, Soon, Cancel))
        {
            foreach (var name in names) Assert.Null(await Create(name).TryAcquireAsync(TimeSpan.Zero, Cancel));
        }

        await using var one = await Create(names[1]).AcquireAsync(Soon, Cancel);
        Assert.Null(await node.Provider.TryAcquireAllLocksAsync(names, TimeSpan.Zero, Cancel));
        await using var other = await Create(names[0]).AcquireAsync(Soon, Cancel);
    }

    private static string Name() => $"dl-{Guid.NewGuid():N}";

    private IDistributedLock Create(string name) => node.Provider.CreateLock(name);

    private static async Task<IDistributedSynchronizationHandle?> TryAsync(IDistributedLock @lock, TimeSpan timeout, bool async)
        => async ? await @lock.TryAcquireAsync(timeout, Cancel) : @lock.TryAcquire(timeout, Cancel);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync(IDistributedLock @lock) => Assert.NotNull(await @lock.TryAcquireAsync(TimeSpan.Zero, Cancel));
}
