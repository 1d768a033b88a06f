using Actors.Feed;
using Actors.Locks;
using Actors.Testing;
using Actors.Tests.Support;

namespace Actors.Tests.Locks;

/// <summary>Grants that are asked back and not given, on a whole node: what their holder, the next one and the feed are told.</summary>
public sealed class LockRevocationNodeTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly RunningTime _time = new();
    private ActorsTestHost? _host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ActorsClient Actors => _host!.Client;

    public async ValueTask InitializeAsync() => _host = await ActorsTestHost.StartAsync(options =>
    {
        _time.Drive(options);
        options.Settings["Actors:Client:SessionTtl"] = "00:00:01";
        options.Settings["Actors:Locks:RevokeGrace"] = "00:00:01";
    });

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        await _time.DisposeAsync();
    }

    [Theory]
    [InlineData(LockLeaseKind.Session)]
    [InlineData(LockLeaseKind.Private)]
    public async Task A_grant_beyond_its_maximum_is_asked_back_and_then_lost_though_it_is_renewed(LockLeaseKind kind)
    {
        var request = new LockRequest { Lease = kind, Ttl = TimeSpan.FromSeconds(1), MaxHold = TimeSpan.FromSeconds(2) };
        await using var held = await Actors.Locks.AcquireAsync("a", request, cancellationToken: Cancellation);
        var next = Actors.Locks.AcquireAsync("a", wait: Long, cancellationToken: Cancellation);
        await CancelledAsync(held.RevokeRequested);
        Assert.Contains("maximum of 2 s", held.Reason, StringComparison.Ordinal);
        await using var other = await next;
        Assert.True(held.Lost.IsCancellationRequested);
        Assert.True(other.FencingToken > held.FencingToken);
        Assert.Equal(LockEnd.Revoked, (await Actors.Locks.DescribeAsync("a", new DescribeLock(History: true), Cancellation)).History[0].How);
        Assert.Equal(["lock-overheld", "lock-revoked"], await EventsAsync("lock-revoked"));
    }

    [Theory]
    [InlineData(LockLeaseKind.Session)]
    [InlineData(LockLeaseKind.Private)]
    public async Task A_grant_that_is_asked_back_is_lost_only_after_the_grace(LockLeaseKind kind)
    {
        var request = new LockRequest { Lease = kind, Ttl = TimeSpan.FromSeconds(1) };
        await using var held = await Actors.Locks.AcquireAsync("a", request, cancellationToken: Cancellation);
        var next = Actors.Locks.AcquireAsync("a", wait: Long, cancellationToken: Cancellation);
        var asked = _time.Clock.GetTimestamp();
        await Actors.Locks.RevokeAsync("a", held.FencingToken, "the night run is due", TimeSpan.FromSeconds(2), Cancellation);
        await CancelledAsync(held.RevokeRequested);
        Assert.Equal("the night run is due", held.Reason);
        await using var other = await next;
        Assert.True(held.Lost.IsCancellationRequested);
        Assert.True(_time.Clock.GetElapsedTime(asked) >= TimeSpan.FromSeconds(2));
        Assert.Equal(["lock-revoke-requested", "lock-revoked"], await EventsAsync("lock-revoked"));
    }

    [Fact]
    public async Task A_grant_that_is_asked_back_and_given_back_is_a_release_like_any_other()
    {
        var held = await Actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await Actors.Locks.RevokeAsync("a", held.FencingToken, "please", Long, Cancellation);
        await CancelledAsync(held.RevokeRequested);
        await held.DisposeAsync();
        Assert.False(held.Lost.IsCancellationRequested);
        await using var other = await Actors.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        Assert.Equal(LockEnd.Released, (await Actors.Locks.DescribeAsync("a", new DescribeLock(History: true), Cancellation)).History[0].How);
    }

    private static async Task CancelledAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Long, Cancellation);
    }

    /// <summary>The events of the lock, up to the last that is waited for.</summary>
    private async Task<List<string>> EventsAsync(string last)
    {
        var feed = "";
        var types = new List<string>();
        while (!types.Contains(last))
        {
            var batch = await Actors.Events.ReadAsync(
                new ReadFeed { After = feed, Kind = LockName.Kind, Prefix = "a", Wait = TimeSpan.FromSeconds(5) }, Cancellation);
            types.AddRange(batch.Events.Select(read => read.Type));
            feed = batch.Next;
        }

        return types;
    }
}
