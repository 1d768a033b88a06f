using System.Collections.Concurrent;
using Actors.Entities;
using Actors.Leaders;
using Actors.Locks;

namespace Actors.Cluster.Tests.Silos;

/// <summary>Two activations of everything at once: the compare-and-set in the store is all that keeps the promises.</summary>
public sealed class TwinTests(Twins twins) : IClassFixture<Twins>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_reaches_both_activations_is_carried_out_once()
    {
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, cancel) =>
        {
            var options = new ExecuteOptions { RequestId = $"r-{i}" };
            var both = twins.Clients.Select(actors => Retry.UntilKnownAsync(
                () => actors.Entities.ExecuteAsync("counter", "twin", "add", """{"amount":1}""", options, cancel)));
            var replies = await Task.WhenAll(both);
            Assert.Equal(replies[0].Body, replies[1].Body);
            Assert.Single(replies, reply => reply.Replayed);
        });
        foreach (var actors in twins.Clients)
        {
            Assert.Equal("""{"value":100}""", (await actors.Entities.DescribeAsync("counter", "twin", Cancel))!.State);
        }
    }

    [Fact]
    public async Task No_token_is_granted_twice()
    {
        var tokens = new ConcurrentBag<long>();
        await Task.WhenAll(twins.Clients.SelectMany(actors => Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var grants = 0; grants < 8;)
            {
                if (await TryHoldAsync(actors) is not { } token) continue;
                tokens.Add(token);
                grants++;
            }
        })));
        Assert.Equal(48, tokens.Distinct().Count());
    }

    [Fact]
    public async Task No_term_has_two_leaders()
    {
        var leaders = new ConcurrentBag<(long Term, string Leader)>();
        await Task.WhenAll(twins.Clients.SelectMany((actors, twin) => Enumerable.Range(0, 2).Select(async i =>
        {
            for (var terms = 0; terms < 8;)
            {
                if (await TryLeadAsync(actors, $"{twin}-{i}") is not { } term) continue;
                leaders.Add((term, $"{twin}-{i}"));
                terms++;
            }
        })));
        Assert.Equal(32, leaders.Select(one => one.Term).Distinct().Count());
    }

    [Fact]
    public async Task A_saga_that_both_start_ends_once()
    {
        var orders = new Orders("pear", 20);
        await orders.RestockAsync(twins.Clients[0]);
        Assert.InRange(await orders.StartAsync([.. twins.Clients]), 1, 20);
        var completed = await orders.EndAsync(twins.Clients[0]);
        Assert.Equal(completed, await orders.EndAsync(twins.Clients[1]));
    }

    /// <summary>Takes and releases the lock; null if the other twin's holder was in the way.</summary>
    private static async Task<long?> TryHoldAsync(ActorsClient actors)
    {
        var command = new AcquireLock { RequestId = Guid.NewGuid().ToString("N"), Owner = "twin", Ttl = TimeSpan.FromSeconds(5) };
        try
        {
            var lease = await Retry.UntilKnownAsync(() => actors.Locks.AcquireLeaseAsync("twin", command, TimeSpan.Zero, Cancel));
            await actors.Locks.LeaveAsync("twin", lease.LeaseId);
            return lease.FencingToken;
        }
        catch (ActorsException refused) when (refused.Code is ErrorCode.LockHeld)
        {
            // A description asks the store, so an activation that the other one has overtaken ends.
            await Retry.UntilKnownAsync(() => actors.Locks.DescribeAsync("twin", cancellationToken: Cancel));
            return null;
        }
    }

    /// <summary>Leads a term and resigns; null if the other twin's leader was in the way.</summary>
    private static async Task<long?> TryLeadAsync(ActorsClient actors, string candidate)
    {
        var campaign = new Campaign { Candidate = candidate, Ttl = TimeSpan.FromSeconds(5) };
        var reply = await Retry.UntilKnownAsync(() => actors.Leaders.HeartbeatAsync("twin", campaign, Cancel));
        if (reply is LeaderReply.Leading leading)
        {
            await Retry.UntilKnownAsync(() => actors.Leaders.ResignAsync("twin", candidate, leading.Term, Cancel));
            return leading.Term;
        }

        await Retry.UntilKnownAsync(() => actors.Leaders.DescribeAsync("twin", Cancel));
        return null;
    }
}
