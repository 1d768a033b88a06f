using System.Globalization;
using Actors.Entities;
using Actors.Locks;

namespace Actors.Cluster.Tests.Silos;

/// <summary>Workers who add to counters and hold locks, and keep what they were told, while something happens to the cluster.</summary>
internal sealed class Workload(ActorsClient actors)
{
    private const int Workers = 16;
    private const int Things = 8;
    private const int RoundsEach = 15;

    private readonly long[] _added = new long[Things];
    private readonly int[] _rounds = new int[Workers];
    private readonly WatchedLock[] _locks = [.. Enumerable.Range(0, Things).Select(i => new WatchedLock($"lock-{i}"))];
    private int _repeated;
    private volatile bool _stop;

    /// <summary>How many calls the workers themselves had to repeat, beyond what the client repeats inside its deadline.</summary>
    internal int Repeated => _repeated;

    /// <summary>Every worker makes some rounds before the event, some after it, and none is left halfway.</summary>
    internal async Task RunAsync(Func<Task> happen)
    {
        var workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(WorkAsync));
        await RoundsAsync(workers);
        await happen();
        await RoundsAsync(workers);
        _stop = true;
        await workers;
    }

    /// <summary>Each counter is at the sum of the additions that were acknowledged, and every lock is free.</summary>
    internal async Task CheckAsync(CancellationToken cancel)
    {
        for (var i = 0; i < Things; i++)
        {
            var counter = await actors.Entities.DescribeAsync("counter", $"counter-{i}", cancel);
            Assert.Equal($$"""{"value":{{_added[i].ToString(CultureInfo.InvariantCulture)}}}""", counter!.State);
            Assert.Equal(LockStatus.Free, (await actors.Locks.DescribeAsync($"lock-{i}", cancellationToken: cancel)).State);
        }
    }

    private async Task WorkAsync(int worker)
    {
        for (var round = 0; !_stop; round++)
        {
            await AddAsync((worker + round) % Things, amount: 1 + (round % 3), $"{worker}-{round}");
            await HoldAsync(_locks[(worker + (3 * round)) % Things], $"{worker}-{round}");
            Interlocked.Increment(ref _rounds[worker]);
        }
    }

    private async Task AddAsync(int thing, long amount, string request)
    {
        var options = new ExecuteOptions { RequestId = request };
        await KnowAsync(cancel => actors.Entities.ExecuteAsync("counter", $"counter-{thing}", "add", $$"""{"amount":{{amount}}}""", options, cancel));
        Interlocked.Add(ref _added[thing], amount);
    }

    private async Task HoldAsync(WatchedLock watched, string request)
    {
        // The time to live is longer than the test: no holder is ever late.
        var command = new AcquireLock { RequestId = request, Owner = request, Ttl = TimeSpan.FromMinutes(5) };
        var lease = await KnowAsync(cancel => actors.Locks.AcquireLeaseAsync(watched.Name, command, TimeSpan.FromSeconds(30), cancel));
        watched.Enter(lease.FencingToken);
        watched.Leave();
        await KnowAsync(async cancel =>
        {
            await actors.Locks.ReleaseLeaseAsync(watched.Name, lease.LeaseId, cancel);
            return true;
        });
    }

    private Task<T> KnowAsync<T>(Func<CancellationToken, Task<T>> call)
        => Retry.UntilKnownAsync(() => call(TestContext.Current.CancellationToken), () => Interlocked.Increment(ref _repeated));

    private async Task RoundsAsync(Task workers)
    {
        int[] from = [.. _rounds];
        while (!workers.IsFaulted && Enumerable.Range(0, Workers).Any(i => Volatile.Read(ref _rounds[i]) < from[i] + RoundsEach))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        if (workers.IsFaulted) await workers;
    }
}
