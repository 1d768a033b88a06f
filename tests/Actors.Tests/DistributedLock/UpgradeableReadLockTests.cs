using Actors.Locks;
using Medallion.Threading;

namespace Actors.Tests.DistributedLock;

public sealed class UpgradeableReadLockTests(DistributedLockNode node) : ExclusionSpec(node, Hold.UpgradeableRead)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_upgraded_when_the_other_readers_have_gone(bool async)
    {
        var @lock = Lock();
        await using var upgradeable = await @lock.AcquireUpgradeableReadLockAsync(Soon, Cancel);
        var reader = await @lock.AcquireReadLockAsync(Soon, Cancel);
        var token = Token(upgradeable);
        Assert.False(await TryUpgradeAsync(upgradeable, async));
        if (async) await Assert.ThrowsAsync<TimeoutException>(async () => await upgradeable.UpgradeToWriteLockAsync(TimeSpan.FromMilliseconds(50), Cancel));
        else Assert.Throws<TimeoutException>(() => upgradeable.UpgradeToWriteLock(TimeSpan.FromMilliseconds(50), Cancel));
        await using (var second = await @lock.TryAcquireReadLockAsync(TimeSpan.Zero, Cancel)) Assert.NotNull(second);
        await reader.DisposeAsync();
        Assert.True(await TryUpgradeAsync(upgradeable, async));
        Assert.True(Token(upgradeable) > token);
        Assert.Null(await @lock.TryAcquireReadLockAsync(TimeSpan.Zero, Cancel));
        await upgradeable.DisposeAsync();
        await using var next = await @lock.TryAcquireReadLockAsync(TimeSpan.Zero, Cancel);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upgrade_stands_before_a_second_upgradeable_reader_that_waits(bool async)
    {
        var @lock = Lock();
        var first = await @lock.AcquireUpgradeableReadLockAsync(Soon, Cancel);
        var reader = await @lock.AcquireReadLockAsync(Soon, Cancel);
        var second = @lock.AcquireUpgradeableReadLockAsync(Soon, Cancel).AsTask();
        await Node.WaitForLineAsync(Key(@lock.Name), 1);
        var upgrading = async
            ? first.UpgradeToWriteLockAsync(cancellationToken: Cancel).AsTask()
            : Task.Run(() => first.UpgradeToWriteLock(cancellationToken: Cancel), Cancel);
        await Node.WaitForLineAsync(Key(@lock.Name), 2);
        await reader.DisposeAsync();
        await upgrading.WaitAsync(Soon, Cancel);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await using var next = await second;
        Assert.True(await next.TryUpgradeToWriteLockAsync(cancellationToken: Cancel));
        Assert.True(Token(next) > Token(first));
    }

    [Fact]
    public async Task An_upgrade_that_is_cancelled_leaves_a_reader()
    {
        var @lock = Lock();
        await using var upgradeable = await @lock.AcquireUpgradeableReadLockAsync(Soon, Cancel);
        var reader = await @lock.AcquireReadLockAsync(Soon, Cancel);
        using var source = new CancellationTokenSource();
        var upgrading = upgradeable.UpgradeToWriteLockAsync(cancellationToken: source.Token).AsTask();
        await Node.WaitForLineAsync(Key(@lock.Name), 1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upgrading);
        Assert.True(upgrading.IsCanceled);
        Assert.True(upgradeable.UpgradeToWriteLockAsync(cancellationToken: source.Token).AsTask().IsCanceled);
        Assert.True(upgradeable.TryUpgradeToWriteLockAsync(cancellationToken: source.Token).AsTask().IsCanceled);
        Assert.ThrowsAny<OperationCanceledException>(() => upgradeable.UpgradeToWriteLock(cancellationToken: source.Token));
        await Node.WaitForLineAsync(Key(@lock.Name), 0);
        await using (var second = await @lock.TryAcquireReadLockAsync(TimeSpan.Zero, Cancel)) Assert.NotNull(second);
        await reader.DisposeAsync();
        Assert.True(await upgradeable.TryUpgradeToWriteLockAsync(cancellationToken: Cancel));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-1.5)]
    [InlineData(int.MaxValue + 1.0)]
    public async Task An_upgrades_timeout_out_of_range_is_thrown_at_once(double milliseconds)
    {
        await using var upgradeable = await Lock().AcquireUpgradeableReadLockAsync(Soon, Cancel);
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => upgradeable.TryUpgradeToWriteLock(timeout, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => upgradeable.UpgradeToWriteLock(timeout, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = upgradeable.TryUpgradeToWriteLockAsync(timeout, Cancel).AsTask(); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = upgradeable.UpgradeToWriteLockAsync(timeout, Cancel).AsTask(); });
    }

    [Fact]
    public async Task It_is_upgraded_once_and_not_after_its_release()
    {
        var upgradeable = await Lock().AcquireUpgradeableReadLockAsync(Soon, Cancel);
        await upgradeable.UpgradeToWriteLockAsync(cancellationToken: Cancel);
        Assert.Throws<InvalidOperationException>(() => upgradeable.TryUpgradeToWriteLock(cancellationToken: Cancel));
        Assert.Throws<InvalidOperationException>(() => upgradeable.UpgradeToWriteLock(cancellationToken: Cancel));
        await upgradeable.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => upgradeable.TryUpgradeToWriteLock(cancellationToken: Cancel));
        Assert.Throws<ObjectDisposedException>(() => upgradeable.UpgradeToWriteLock(cancellationToken: Cancel));
        Assert.Throws<ObjectDisposedException>(() => { _ = upgradeable.TryUpgradeToWriteLockAsync(cancellationToken: Cancel).AsTask(); });
        Assert.Throws<ObjectDisposedException>(() => { _ = upgradeable.UpgradeToWriteLockAsync(cancellationToken: Cancel).AsTask(); });
    }

    [Fact]
    public async Task The_lost_token_is_one_over_an_upgrade()
    {
        var @lock = Lock();
        await using var upgradeable = await @lock.AcquireUpgradeableReadLockAsync(Soon, Cancel);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = upgradeable.HandleLostToken.Register(lost.SetResult);
        await upgradeable.UpgradeToWriteLockAsync(cancellationToken: Cancel);
        Assert.False(lost.Task.IsCompleted);
        await Node.Locks.BreakAsync(Key(@lock.Name), Token(upgradeable), "a test", Cancel);
        await lost.Task.WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task An_upgrade_against_another_is_a_deadlock()
    {
        var @lock = Lock();
        await using var upgradeable = await @lock.AcquireUpgradeableReadLockAsync(Soon, Cancel);
        await using var reader = await Node.Locks.AcquireAsync(Key(@lock.Name), new LockRequest { Mode = LockMode.Shared }, cancellationToken: Cancel);
        var upgrading = reader.UpgradeAsync(Timeout.InfiniteTimeSpan, Cancel);
        await Node.WaitForLineAsync(Key(@lock.Name), 1);
        await Assert.ThrowsAsync<DeadlockException>(async () => await upgradeable.UpgradeToWriteLockAsync(cancellationToken: Cancel));
        await upgradeable.DisposeAsync();
        await upgrading;
    }

    private static async Task<bool> TryUpgradeAsync(IDistributedLockUpgradeableHandle handle, bool async)
        => async ? await handle.TryUpgradeToWriteLockAsync(TimeSpan.Zero, Cancel) : handle.TryUpgradeToWriteLock(TimeSpan.Zero, Cancel);

    private IDistributedUpgradeableReaderWriterLock Lock()
        => Node.Get<IDistributedUpgradeableReaderWriterLockProvider>().CreateUpgradeableReaderWriterLock(DistributedLockNode.Name());
}
