using System.Collections.Concurrent;
using Actors.Entities;
using Actors.Leaders;
using Actors.Locks;
using Shop;

namespace Actors.Cluster.Tests.Silos;

/// <summary>
/// Two activations of everything at once: the compare-and-set in the store is all that keeps the promises. Users had them on a cluster
/// that was at rest (orleans#9855), and one that went on with old state after a split (orleans#8242).
/// </summary>
public abstract class TwinSpec(Twins twins)
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
        for (var round = 0; round < 20; round++)
        {
            // Both activations know that the role is free, and that it was led before.
            var role = $"race-{round}";
            await twins.Clients[0].Leaders.HeartbeatAsync(role, new Campaign { Candidate = "old" }, Cancel);
            await twins.Clients[0].Leaders.ResignAsync(role, "old", cancellationToken: Cancel);
            foreach (var actors in twins.Clients) Assert.Null((await actors.Leaders.DescribeAsync(role, Cancel)).Leader);

            var replies = await Task.WhenAll(twins.Clients.SelectMany((actors, twin) => Enumerable.Range(0, 2).Select(i => Retry.UntilKnownAsync(
                () => actors.Leaders.HeartbeatAsync(role, new Campaign { Candidate = $"{twin}-{i}" }, Cancel)))));
            var leading = Assert.Single(replies.OfType<LeaderReply.Leading>());
            Assert.All(replies.OfType<LeaderReply.Following>(), following => Assert.Equal(leading.Term, following.Term));
        }
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

    [Fact]
    public async Task What_one_activation_has_granted_the_other_renews_and_releases()
    {
        var (one, other) = (twins.Clients[0], twins.Clients[1]);
        Assert.Equal(LockStatus.Free, (await other.Locks.DescribeAsync("handed", cancellationToken: Cancel)).State);
        var lease = await one.Locks.AcquireLeaseAsync("handed", new AcquireLock { RequestId = "r-1", Owner = "ann" }, TimeSpan.Zero, Cancel);
        Assert.Equal(lease.FencingToken, (await other.Locks.RenewLeaseAsync("handed", lease.LeaseId, cancellationToken: Cancel)).FencingToken);
        await one.Locks.ReleaseLeaseAsync("handed", lease.LeaseId, Cancel);
        await other.Locks.AcquireLeaseAsync("handed", new AcquireLock { RequestId = "r-2", Owner = "bob" }, TimeSpan.Zero, Cancel);
    }

    [Fact]
    public async Task A_leader_of_one_activation_heartbeats_and_resigns_at_the_other()
    {
        var (one, other) = (twins.Clients[0], twins.Clients[1]);
        Assert.Null((await other.Leaders.DescribeAsync("handed", Cancel)).Leader);
        var campaign = new Campaign { Candidate = "ann" };
        var led = Assert.IsType<LeaderReply.Leading>(await one.Leaders.HeartbeatAsync("handed", campaign, Cancel));
        Assert.IsType<LeaderReply.Leading>(await other.Leaders.HeartbeatAsync("handed", campaign with { ExpectedTerm = led.Term }, Cancel));
        Assert.True(await one.Leaders.ResignAsync("handed", "ann", led.Term, Cancel));
        Assert.Null((await other.Leaders.DescribeAsync("handed", Cancel)).Leader);
    }

    [Fact]
    public async Task A_resignation_is_not_acknowledged_by_an_activation_that_has_not_heard_of_the_term()
    {
        var (one, other) = (twins.Clients[0], twins.Clients[1]);
        Assert.Null((await other.Leaders.DescribeAsync("unheard", Cancel)).Leader);
        Assert.IsType<LeaderReply.Leading>(await one.Leaders.HeartbeatAsync("unheard", new Campaign { Candidate = "ann" }, Cancel));
        Assert.True(await other.Leaders.ResignAsync("unheard", "ann", cancellationToken: Cancel));
        Assert.Null((await one.Leaders.DescribeAsync("unheard", Cancel)).Leader);
    }

    [Fact]
    public async Task What_one_activation_has_added_the_other_reads()
    {
        var (one, other) = (twins.Clients[0], twins.Clients[1]);
        var once = new ExecuteOptions { AtMostOnce = true };
        Assert.Equal("""{"value":0}""", (await other.Entities.ExecuteAsync("counter", "read", "get", "{}", once, Cancel)).Body);
        await one.Entities.ExecuteAsync("counter", "read", "add", """{"amount":5}""", once, Cancel);
        Assert.Equal("""{"value":5}""", (await other.Entities.ExecuteAsync("counter", "read", "get", "{}", once, Cancel)).Body);
    }

    [Fact]
    public async Task A_saga_that_one_activation_has_started_the_other_knows()
    {
        var (one, other) = (twins.Clients[0], twins.Clients[1]);
        var saga = other.Sagas.Get("place-order", "known");
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<ActorsException>(() => saga.DescribeAsync(Cancel))).Code);
        var input = ActorsJson.Write(new PlaceOrderInput("known", "plum", 1, 10, "4000-0001"));
        await one.Sagas.StartAsync("place-order", "known", input, cancellationToken: Cancel);
        await one.Sagas.Get("place-order", "known").WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(ErrorCode.SagaNotCancellable, (await Assert.ThrowsAsync<ActorsException>(() => saga.CancelAsync("late", Cancel))).Code);
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
}
