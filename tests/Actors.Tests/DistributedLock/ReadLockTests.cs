using Medallion.Threading;

namespace Actors.Tests.DistributedLock;

public sealed class ReadLockTests(DistributedLockNode node) : DistributedLockSpec(node, Hold.Read, other: Hold.Write)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Readers_share_and_keep_the_writer_out(bool async)
    {
        var name = DistributedLockNode.Name();
        var @lock = Node.Get<IDistributedReaderWriterLockProvider>().CreateReaderWriterLock(name);
        var one = await TryAsync(Create(name), TimeSpan.Zero, async);
        var two = await TryAsync(Create(name), TimeSpan.Zero, async);
        Assert.True(Token(two!) > Token(one!));
        Assert.Null(async ? await @lock.TryAcquireWriteLockAsync(TimeSpan.Zero, Cancel) : @lock.TryAcquireWriteLock(TimeSpan.Zero, Cancel));
        await one!.DisposeAsync();
        Assert.Null(async ? await @lock.TryAcquireWriteLockAsync(TimeSpan.Zero, Cancel) : @lock.TryAcquireWriteLock(TimeSpan.Zero, Cancel));
        await two!.DisposeAsync();
        await using var writer = async ? await @lock.TryAcquireWriteLockAsync(TimeSpan.Zero, Cancel) : @lock.TryAcquireWriteLock(TimeSpan.Zero, Cancel);
        Assert.NotNull(writer);
    }

    [Fact]
    public async Task A_writer_that_waits_holds_back_new_readers()
    {
        var name = DistributedLockNode.Name();
        var @lock = Node.Get<IDistributedReaderWriterLockProvider>().CreateReaderWriterLock(name);
        var reader = await @lock.AcquireReadLockAsync(Soon, Cancel);
        var writing = @lock.AcquireWriteLockAsync(Soon, Cancel).AsTask();
        await Node.WaitForLineAsync(Key(name), 1);
        Assert.Null(await @lock.TryAcquireReadLockAsync(TimeSpan.Zero, Cancel));
        var reading = @lock.AcquireReadLockAsync(Soon, Cancel).AsTask();
        await Node.WaitForLineAsync(Key(name), 2);
        await reader.DisposeAsync();
        var writer = await writing;
        Assert.False(reading.IsCompleted);
        await writer.DisposeAsync();
        await using var next = await reading;
    }

    [Fact]
    public async Task Several_are_acquired_together()
    {
        string[] names = [DistributedLockNode.Name(), DistributedLockNode.Name()];
        var provider = Node.Get<IDistributedReaderWriterLockProvider>();
        await using var readers = await provider.AcquireAllReadLocksAsync(names, Soon, Cancel);
        Assert.Null(await provider.TryAcquireAllWriteLocksAsync(names, TimeSpan.Zero, Cancel));
        await using var again = await provider.TryAcquireAllReadLocksAsync(names, TimeSpan.Zero, Cancel);
        Assert.NotNull(again);
    }
}
