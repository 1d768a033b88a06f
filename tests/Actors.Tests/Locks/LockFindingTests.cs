using System.Diagnostics;
using Actors.Locks;
using Actors.Records;
using Actors.Sessions;
using Actors.Storage.Memory;
using Actors.Testing;

namespace Actors.Tests.Locks;

/// <summary>What users of other lock services have reported, and must not find here.</summary>
public sealed class LockFindingTests
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly OpenSession Process = new() { Owner = "p", Ttl = TimeSpan.FromSeconds(60) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Orleans' own tables count versions in 32 bits: a lock written 1,000 times a second is over in 25 days.</summary>
    [Fact]
    public void Orleans_versions_and_tokens_go_on_beyond_32_bits()
    {
        const long Floor = uint.MaxValue;
        var image = new RecordImage<LockState>(null, Floor);
        image = Take(image, "a", at: 0, out var first);
        Assert.Equal(Floor + 1, Assert.IsType<LockReply.Granted>(first).FencingToken);
        image = image with { State = StateJson.Read<LockState>(StateJson.Write(image.State!)) };
        image = Take(image, "b", at: 11, out var second);
        Assert.True(Assert.IsType<LockReply.Granted>(second).FencingToken > Floor + 1);
        Assert.True(image.State!.LastToken <= image.Version);
    }

    /// <summary>vault PR#4352: over Consul a fail-over took its lock-delay of 15 s, whatever the TTL.</summary>
    [Fact]
    public void Vault_4352_a_lost_lock_is_free_after_its_TTL_and_no_delay_that_nobody_asked_for()
    {
        var image = Take(new RecordImage<LockState>(null, 0), "a", at: 0, out _, ttl: 2);
        image = Take(image, "b", at: 2.05, out var early, ttl: 2);
        Assert.IsType<LockReply.Refused>(early);
        Take(image, "c", at: 2.11, out var reply, ttl: 2);
        Assert.IsType<LockReply.Granted>(reply);
    }

    /// <summary>CURATOR-604: one who asked again after a lost answer and another both had the lock.</summary>
    [Fact]
    public void Curator_604_a_request_that_is_repeated_after_its_answer_was_lost_has_the_lock_it_got_and_nobody_else_has()
    {
        var image = Take(new RecordImage<LockState>(null, 0), "a", at: 0, out var lost);
        image = Take(image, "b", at: 1, out var other);
        image = Take(image, "a", at: 2, out var repeated);
        Assert.IsType<LockReply.Refused>(other);
        Assert.Equal(Assert.IsType<LockReply.Granted>(lost).FencingToken, Assert.IsType<LockReply.Granted>(repeated).FencingToken);
        Assert.Single(image.State!.Holders);
    }

    /// <summary>DistributedLock#147: a time-out that met its grant left a lock that nobody knew of.</summary>
    [Fact]
    public async Task DistributedLock_147_a_wait_that_ends_as_its_turn_comes_leaves_no_hold()
    {
        await using var host = await ActorsTestHost.StartAsync();
        var locks = host.Client.Locks;
        var (got, gaveUp) = (0, 0);
        for (var round = 0; round < 70; round++)
        {
            var held = await locks.AcquireAsync("a", cancellationToken: Cancellation);
            var waiting = locks.TryAcquireAsync("a", wait: TimeSpan.FromMilliseconds(1 + (round % 5)), cancellationToken: Cancellation);
            await Task.Delay(round % 7, Cancellation);
            await held.DisposeAsync();
            if (await waiting is { } next)
            {
                got++;
                await next.DisposeAsync();
            }
            else
            {
                gaveUp++;
            }

            // Whatever a wait leaves, it leaves at once: a hold that nobody knows of would stay for its TTL of 15 s.
            await using var free = await locks.AcquireAsync("a", wait: TimeSpan.FromSeconds(5), cancellationToken: Cancellation);
        }

        Assert.True(got > 0 && gaveUp > 0, $"{got} waits had their turn and {gaveUp} gave up: they did not meet.");
    }

    /// <summary>etcd#6278: a lock found the keys of another whose name began with its own.</summary>
    [Fact]
    public async Task Etcd_6278_a_lock_whose_name_is_a_prefix_of_another_is_another_lock()
    {
        await using var host = await ActorsTestHost.StartAsync();
        var locks = host.Client.Locks;
        foreach (var name in new[] { "job", "jobs", "job-2", "job{a}" }) await locks.AcquireLeaseAsync(name, Call($"of-{name}"), TimeSpan.Zero, Cancellation);
        await locks.ReleaseLeaseAsync("job", "of-job", Cancellation);
        Assert.Empty((await locks.DescribeAsync("job", cancellationToken: Cancellation)).Holders);
        foreach (var name in new[] { "jobs", "job-2", "job{a}" })
        {
            Assert.Equal($"of-{name}", Assert.Single((await locks.DescribeAsync(name, cancellationToken: Cancellation)).Holders).LeaseId);
        }
    }

    /// <summary>consul#912, #985, #1162, #1290: a change of the servers lost all sessions, and with them the locks.</summary>
    [Fact]
    public async Task Consul_1162_a_restart_of_the_server_loses_neither_a_session_nor_its_locks()
    {
        await using var database = new MemoryDatabase(TimeProvider.System);
        long token;
        await using (var host = await ActorsTestHost.StartAsync(options => options.Database = database))
        {
            await host.Client.Sessions.OpenAsync("s", Process, Cancellation);
            token = (await host.Client.Locks.AcquireLeaseAsync("a", Call("a") with { Session = "s" }, TimeSpan.Zero, Cancellation)).FencingToken;
        }

        await using var restarted = await ActorsTestHost.StartAsync(options => options.Database = database);
        await restarted.Client.Sessions.RenewAsync("s", cancellationToken: Cancellation);
        Assert.Null(await restarted.Client.Locks.CheckAsync("a", token, Cancellation));
        var refused = await Assert.ThrowsAsync<ActorsException>(() => restarted.Client.Locks.AcquireLeaseAsync("a", Call("b"), TimeSpan.Zero, Cancellation));
        Assert.Equal(ErrorCode.LockHeld, refused.Code);
    }

    /// <summary>hazelcast#17697: each lock that was not to be had left something behind in the session.</summary>
    [Fact]
    public async Task Hazelcast_17697_a_lock_that_is_not_to_be_had_leaves_nothing_in_the_session()
    {
        await using var host = await ActorsTestHost.StartAsync(options => options.Settings["Actors:Sessions:HoldsMax"] = "1");
        var locks = host.Client.Locks;
        await host.Client.Sessions.OpenAsync("s", Process, Cancellation);
        await locks.AcquireLeaseAsync("held", Call("other"), TimeSpan.Zero, Cancellation);
        for (var i = 0; i < 5; i++) Assert.Equal(ErrorCode.LockHeld, await WithRoomAsync($"try-{i}", "held"));
        Assert.Null(await WithRoomAsync("last", "free"));

        // The session is left without waiting for it, so its room comes a moment later.
        async Task<ErrorCode?> WithRoomAsync(string id, string name)
        {
            var started = Stopwatch.StartNew();
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    await locks.AcquireLeaseAsync(name, Call($"{id}-{attempt}") with { Session = "s" }, TimeSpan.Zero, Cancellation);
                    return null;
                }
                catch (ActorsException refused) when (refused.Code != ErrorCode.TooManyLocks || started.Elapsed > TimeSpan.FromSeconds(30))
                {
                    return refused.Code;
                }
                catch (ActorsException)
                {
                    await Task.Delay(10, Cancellation);
                }
            }
        }
    }

    /// <summary>minio#2460, zlux#582, effect-distributed-lock#9, granit-dotnet#298, rustfs#5939: nobody could see who held and who waited, nor free a lock and say why.</summary>
    [Fact]
    public async Task Minio_2460_holders_and_waiters_are_seen_and_a_forced_release_is_told_with_its_reason()
    {
        await using var host = await ActorsTestHost.StartAsync();
        var locks = host.Client.Locks;
        var held = await locks.AcquireLeaseAsync("a", Call("holder") with { Owner = "backup" }, TimeSpan.Zero, Cancellation);
        var waiting = locks.AcquireLeaseAsync("a", Call("waiter") with { Owner = "restore" }, TimeSpan.FromSeconds(60), Cancellation);
        await WaitForLineAsync(locks, "a", 1);
        var seen = await locks.DescribeAsync("a", new DescribeLock(Waiters: true), Cancellation);
        Assert.Equal(("backup", "restore"), (Assert.Single(seen.Holders).Owner, Assert.Single(seen.Waiters).Owner));
        await locks.BreakAsync("a", held.FencingToken, "its host is gone", Cancellation);
        Assert.True((await waiting).FencingToken > held.FencingToken);
        var broken = Assert.Single((await locks.DescribeAsync("a", new DescribeLock(History: true), Cancellation)).History);
        Assert.Equal(("backup", LockEnd.Broken, "its host is gone"), (broken.Owner, broken.How, broken.Reason));
    }

    private static RecordImage<LockState> Take(RecordImage<LockState> image, string id, double at, out LockReply reply, double ttl = 10)
    {
        var now = new Moment(TimeSpan.FromSeconds(at), Epoch.AddSeconds(at));
        var command = Call(id) with { Owner = id, Ttl = TimeSpan.FromSeconds(ttl) };
        var decision = LockMachine.Acquire(image, command, new LockTurn([new LockCall(command, now.Elapsed)], 1), new LockOptions(), now);
        reply = decision.Reply.Reply;
        return decision.Writes ? new RecordImage<LockState>(decision.Next, image.VersionAfter(decision.Tokens)) : image;
    }

    private static AcquireLock Call(string id) => new() { RequestId = id, Owner = "p", Ttl = TimeSpan.FromSeconds(60) };

    private static async Task WaitForLineAsync(Actors.Locks.Locks locks, string name, int waiting)
    {
        var started = Stopwatch.StartNew();
        while ((await locks.DescribeAsync(name, cancellationToken: Cancellation)).Waiting is var now && now != waiting)
        {
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(60), $"{now} stand in line for '{name}', not {waiting}.");
            await Task.Delay(5, Cancellation);
        }
    }
}
