using Medallion.Threading;

namespace Actors.Tests.DistributedLock;

/// <summary>Semaphores; what is asked of all locks is asked of one of one ticket.</summary>
public sealed class SemaphoreTests(DistributedLockNode node) : ExclusionSpec(node, Hold.Ticket)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_has_as_many_tickets_as_its_maximum(bool async)
    {
        var name = DistributedLockNode.Name();
        var handles = new List<IDistributedSynchronizationHandle>();
        for (var i = 0; i < 4; i++) handles.Add((await TryAsync(Semaphore(name, 4), async))!);
        Assert.DoesNotContain(null, handles);
        Assert.Null(await TryAsync(Semaphore(name, 4), async));
        await handles[2].DisposeAsync();
        await using var next = await TryAsync(Semaphore(name, 4), async);
        Assert.NotNull(next);
        Assert.Null(await TryAsync(Semaphore(name, 4), async));
        foreach (var handle in handles) await handle.DisposeAsync();
    }

    [Fact]
    public async Task As_many_as_it_has_are_inside_together_and_never_more()
    {
        const int MaxCount = 3;
        const int Takers = 30;
        var name = DistributedLockNode.Name();
        var inside = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, Takers).Select(async _ =>
        {
            await using var ticket = await Semaphore(name, MaxCount).AcquireAsync(cancellationToken: Cancel);
            var count = Interlocked.Increment(ref inside);
            Assert.InRange(count, 1, MaxCount);

            // Nobody leaves before all places were taken at once, and all the others stood in line.
            if (count == MaxCount && !full.Task.IsCompleted)
            {
                await Node.WaitForLineAsync(Key(name), Takers - MaxCount);
                full.TrySetResult();
            }

            await full.Task.WaitAsync(Soon, Cancel);
            Interlocked.Decrement(ref inside);
        }));
    }

    [Fact]
    public async Task Its_maximum_is_any_number_from_one()
    {
        var many = Semaphore(DistributedLockNode.Name(), int.MaxValue);
        Assert.Equal(int.MaxValue, many.MaxCount);
        var handles = new List<IDistributedSynchronizationHandle>();
        for (var i = 0; i < 100; i++) handles.Add(await many.AcquireAsync(Soon, Cancel));
        foreach (var handle in handles) await handle.DisposeAsync();
        Assert.Throws<ArgumentOutOfRangeException>(() => Semaphore("x", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Semaphore("x", -1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_maximum_than_the_one_in_use_is_refused_until_it_is_free(bool async)
    {
        var name = DistributedLockNode.Name();
        var held = await Semaphore(name, 2).AcquireAsync(Soon, Cancel);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TryAsync(Semaphore(name, 3), async));
        Assert.Contains("2 permits, not 3", refused.Message, StringComparison.Ordinal);
        await held.DisposeAsync();
        await using var other = await TryAsync(Semaphore(name, 3), async);
        Assert.NotNull(other);
        await Assert.ThrowsAsync<InvalidOperationException>(() => TryAsync(Semaphore(name, 2), async));
    }

    [Fact]
    public async Task Several_are_acquired_together()
    {
        string[] names = [DistributedLockNode.Name(), DistributedLockNode.Name()];
        var provider = Node.Get<IDistributedSemaphoreProvider>();
        await using var one = await provider.AcquireAllSemaphoresAsync(names, 2, Soon, Cancel);
        await using var two = await Semaphore(names[1], 2).AcquireAsync(Soon, Cancel);
        Assert.Null(await provider.TryAcquireAllSemaphoresAsync(names, 2, TimeSpan.Zero, Cancel));
        await using var rest = await Semaphore(names[0], 2).TryAcquireAsync(TimeSpan.Zero, Cancel);
        Assert.NotNull(rest);
    }

    private static async Task<IDistributedSynchronizationHandle?> TryAsync(IDistributedSemaphore semaphore, bool async)
        => async ? await semaphore.TryAcquireAsync(TimeSpan.Zero, Cancel) : semaphore.TryAcquire(TimeSpan.Zero, Cancel);

    private IDistributedSemaphore Semaphore(string name, int maxCount) => Node.Get<IDistributedSemaphoreProvider>().CreateSemaphore(name, maxCount);
}
