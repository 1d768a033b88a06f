namespace Actors.Tests.DistributedLock;

/// <summary>What callers of DistributedLock rely on where one at a time holds a lock.</summary>
public abstract class ExclusionSpec : DistributedLockSpec
{
    private protected ExclusionSpec(DistributedLockNode node, Hold hold) : base(node, hold)
    {
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_at_a_time_and_not_reentrant_even_by_the_same_object(bool async)
    {
        var @lock = Create(DistributedLockNode.Name());
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
    public async Task A_hundred_at_once_get_it_one_after_another()
    {
        var name = DistributedLockNode.Name();
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            await using var held = await Create(name).AcquireAsync(cancellationToken: Cancel);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(10, Cancel);
            Interlocked.Decrement(ref inside);
        }));
        Assert.Equal(1, most);
    }
}
