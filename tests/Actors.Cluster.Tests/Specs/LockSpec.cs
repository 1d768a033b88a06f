using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Locks;
using Actors.Locks;

namespace Actors.Cluster.Tests.Specs;

/// <summary>What a lock promises, whatever door one comes through.</summary>
public abstract class LockSpec(ILockDoor door)
{
    private readonly string _name = $"lock-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_held_lock_refuses_another_owner_and_says_who_holds_it()
    {
        var held = (await AcquireAsync("ann", "r-1")).Require();
        var refused = await AcquireAsync("bob", "r-2");
        Assert.Equal("lock-held", refused.Code);
        Assert.Equal("ann", refused.Facts["holder"]);
        Assert.Equal(new LockSeen("ann", held.Token, Waiting: 0), await door.DescribeAsync(_name));
    }

    [Fact]
    public async Task A_waiter_gets_the_lock_when_it_is_released_with_a_higher_token()
    {
        var held = (await AcquireAsync("ann", "r-1")).Require();
        var waiter = AcquireAsync("bob", "r-2", wait: 30);
        await Eventually.HoldsAsync(async () => (await door.DescribeAsync(_name)).Waiting == 1);
        Assert.False(waiter.IsCompleted);
        (await door.ReleaseAsync(_name, held.LeaseId)).Require();
        var next = (await waiter).Require();
        Assert.True(next.Token > held.Token);
        Assert.Equal(new LockSeen("bob", next.Token, Waiting: 0), await door.DescribeAsync(_name));
    }

    [Fact]
    public async Task The_same_request_is_granted_once()
    {
        var first = (await AcquireAsync("ann", "r-1")).Require();
        Assert.Equal(first, (await AcquireAsync("ann", "r-1")).Require());
        Assert.Equal("request-id-reused", (await AcquireAsync("bob", "r-1")).Code);
        (await door.ReleaseAsync(_name, first.LeaseId)).Require();
        Assert.Equal("lease-expired", (await AcquireAsync("ann", "r-1")).Code);
        Assert.Null((await door.DescribeAsync(_name)).Owner);
    }

    [Fact]
    public async Task A_release_can_be_repeated_and_never_frees_another_ones_grant()
    {
        var first = (await AcquireAsync("ann", "r-1")).Require();
        (await door.ReleaseAsync(_name, first.LeaseId)).Require();
        var second = (await AcquireAsync("bob", "r-2")).Require();
        (await door.ReleaseAsync(_name, first.LeaseId)).Require();
        Assert.Equal(new LockSeen("bob", second.Token, Waiting: 0), await door.DescribeAsync(_name));
        Assert.Equal(second, (await door.RenewAsync(_name, second.LeaseId)).Require());
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_ends_and_goes_to_whoever_waits()
    {
        var lost = (await AcquireAsync("ann", "r-1", ttl: 1)).Require();
        var next = (await AcquireAsync("bob", "r-2", wait: 30)).Require();
        Assert.True(next.Token > lost.Token);
        Assert.Equal("lease-expired", (await door.RenewAsync(_name, lost.LeaseId)).Code);
        Assert.Equal("lease-expired", (await door.ReleaseAsync(_name, lost.LeaseId)).Code);
        Assert.Equal("bob", (await door.DescribeAsync(_name)).Owner);
    }

    [Fact]
    public async Task Only_the_present_holders_token_passes_the_check()
    {
        var first = (await AcquireAsync("ann", "r-1")).Require();
        Assert.Null((await door.CheckAsync(_name, first.Token)).Code);
        (await door.ReleaseAsync(_name, first.LeaseId)).Require();
        Assert.Equal("stale-fencing-token", (await door.CheckAsync(_name, first.Token)).Code);
        var second = (await AcquireAsync("bob", "r-2")).Require();
        Assert.Equal("stale-fencing-token", (await door.CheckAsync(_name, first.Token)).Code);
        Assert.Null((await door.CheckAsync(_name, second.Token)).Code);
    }

    [Fact]
    public async Task An_operator_breaks_the_grant_that_he_saw_and_no_other()
    {
        var held = (await AcquireAsync("ann", "r-1")).Require();
        Assert.Equal("precondition-failed", (await door.BreakAsync(_name, held.Token + 1, "stuck")).Code);
        (await door.BreakAsync(_name, held.Token, "stuck")).Require();
        Assert.Equal("lease-expired", (await door.RenewAsync(_name, held.LeaseId)).Code);
        var next = (await AcquireAsync("bob", "r-2")).Require();
        Assert.True(next.Token > held.Token);
        (await door.ReleaseAsync(_name, next.LeaseId)).Require();
        Assert.Equal(["released", "broken"], await door.HistoryAsync(_name));
    }

    [Fact]
    public async Task A_time_to_live_out_of_range_is_refused_and_nothing_is_taken()
    {
        Assert.Equal("invalid-request", (await AcquireAsync("ann", "r-1", ttl: 0)).Code);
        Assert.Equal("invalid-request", (await AcquireAsync("ann", "r-1", ttl: 86_401)).Code);
        Assert.Equal(new LockSeen(null, 0, Waiting: 0), await door.DescribeAsync(_name));
    }

    [Fact]
    public async Task Readers_share_the_lock_and_a_waiting_writer_holds_back_new_ones()
    {
        var ann = (await AcquireAsync("ann", "r-1", mode: LockMode.Shared)).Require();
        var bob = (await AcquireAsync("bob", "r-2", mode: LockMode.Shared)).Require();
        Assert.True(bob.Token > ann.Token);
        Assert.Equal(new LockSeen("ann,bob", bob.Token, Waiting: 0), await door.DescribeAsync(_name));
        var writer = AcquireAsync("cid", "r-3", wait: 30);
        await Eventually.HoldsAsync(async () => (await door.DescribeAsync(_name)).Waiting == 1);
        Assert.Equal("lock-held", (await AcquireAsync("dot", "r-4", mode: LockMode.Shared)).Code);
        (await door.ReleaseAsync(_name, ann.LeaseId)).Require();
        Assert.False(writer.IsCompleted);
        (await door.ReleaseAsync(_name, bob.LeaseId)).Require();
        Assert.True((await writer).Require().Token > bob.Token);
    }

    [Fact]
    public async Task A_reader_that_is_upgraded_waits_for_the_others_and_has_a_new_token()
    {
        var ann = (await AcquireAsync("ann", "r-1", mode: LockMode.Upgradeable)).Require();
        var bob = (await AcquireAsync("bob", "r-2", mode: LockMode.Shared)).Require();
        Assert.Equal("lock-held", (await door.ConvertAsync(_name, ann, LockMode.Exclusive)).Code);
        var upgrade = door.ConvertAsync(_name, ann, LockMode.Exclusive, waitSeconds: 30);
        await Eventually.HoldsAsync(async () => (await door.DescribeAsync(_name)).Waiting == 1);
        (await door.ReleaseAsync(_name, bob.LeaseId)).Require();
        var writer = (await upgrade).Require();
        Assert.Equal(ann.LeaseId, writer.LeaseId);
        Assert.True(writer.Token > bob.Token);
        Assert.Equal("stale-fencing-token", (await door.CheckAsync(_name, ann.Token)).Code);
        Assert.Equal(writer, (await door.ConvertAsync(_name, writer, LockMode.Shared)).Require());
        (await AcquireAsync("cid", "r-3", mode: LockMode.Shared)).Require();
    }

    [Fact]
    public async Task A_semaphore_has_as_many_holders_as_permits_and_these_change()
    {
        var ann = (await AcquireAsync("ann", "r-1", mode: LockMode.Semaphore, permits: 1)).Require();
        Assert.Equal("lock-held", (await AcquireAsync("bob", "r-2", mode: LockMode.Semaphore)).Code);
        Assert.Equal("lock-mode-conflict", (await AcquireAsync("bob", "r-3", mode: LockMode.Semaphore, permits: 2)).Code);
        Assert.Equal("lock-mode-conflict", (await AcquireAsync("bob", "r-4")).Code);
        (await door.SetPermitsAsync(_name, 2)).Require();
        var bob = (await AcquireAsync("bob", "r-5", mode: LockMode.Semaphore)).Require();
        Assert.True(bob.Token > ann.Token);
        Assert.Equal("lock-held", (await AcquireAsync("cid", "r-6", mode: LockMode.Semaphore)).Code);
        Assert.Equal("invalid-request", (await door.SetPermitsAsync(_name, 0)).Code);
    }

    private Task<Answer<LockGranted>> AcquireAsync(
        string owner, string request, double ttl = 30, int wait = 0, LockMode mode = LockMode.Exclusive, int? permits = null)
        => door.AcquireAsync(new LockAsk(_name, owner, request, ttl, wait, mode, permits));
}
