using Actors.Locks;
using Medallion.Threading;

namespace Actors.Tests.DistributedLock;

public sealed class ExclusiveLockTests(DistributedLockNode node) : ExclusionSpec(node, Hold.Exclusive)
{
    [Fact]
    public async Task Several_locks_are_acquired_together()
    {
        string[] names = [DistributedLockNode.Name(), DistributedLockNode.Name(), DistributedLockNode.Name()];
        var provider = Node.Get<IDistributedLockProvider>();
        await using (var all = await provider.AcquireAllLocksAsync(names, Soon, Cancel))
        {
            foreach (var name in names) Assert.Null(await Create(name).TryAcquireAsync(TimeSpan.Zero, Cancel));
        }

        await using var one = await Create(names[1]).AcquireAsync(Soon, Cancel);
        Assert.Null(await provider.TryAcquireAllLocksAsync(names, TimeSpan.Zero, Cancel));
        await using var other = await Create(names[0]).AcquireAsync(Soon, Cancel);
    }

    [Fact]
    public async Task Two_scopes_that_wait_for_each_other_are_told_of_their_deadlock_as_the_library_tells_it()
    {
        var (a, b) = (Create(DistributedLockNode.Name()), Create(DistributedLockNode.Name()));
        using var ready = new Barrier(2);
        var outcomes = await Task.WhenAll(Task.Run(() => TakeBoth(a, b, ready), Cancel), Task.Run(() => TakeBoth(b, a, ready), Cancel));
        var victim = Assert.IsType<DeadlockException>(Assert.Single(outcomes, outcome => outcome is not null));
        Assert.Equal(ErrorCode.Deadlock, Assert.IsType<ActorsException>(victim.InnerException).Code);
    }

    private static InvalidOperationException? TakeBoth(IDistributedLock first, IDistributedLock second, Barrier ready)
    {
        using var scope = LockScope.Begin();
        using var one = first.Acquire(Soon, Cancel);
        ready.SignalAndWait(Cancel);
        try
        {
            second.Acquire(Soon, Cancel).Dispose();
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return refused;
        }
    }
}
