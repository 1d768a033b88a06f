using System.Net;
using Actors.Locks;
using Actors.Testing;

namespace Actors.Tests.Locks;

/// <summary>Limits on how many wait and how much hangs on a session, on a node of its own with low ones.</summary>
public sealed class LockQuotaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_line_refuses_those_who_would_wait_and_the_rest_works()
    {
        await using var host = await ActorsTestHost.StartAsync(options => options.Settings["Actors:Locks:WaitersMax"] = "5");
        var locks = host.Client.Locks;
        var held = await locks.AcquireLeaseAsync("hot", Call("holder"), TimeSpan.Zero, Cancellation);
        var line = Enumerable.Range(0, 5).Select(i => locks.AcquireLeaseAsync("hot", Call($"w{i}"), TimeSpan.FromSeconds(60), Cancellation)).ToList();
        while ((await locks.DescribeAsync("hot", cancellationToken: Cancellation)).Waiting < 5) await Task.Delay(10, Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/locks/hot/leases") { Content = new StringContent("""{"owner":"late"}""", null, "application/json") };
        request.Headers.Add("Prefer", "wait=30");
        using var refused = await host.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("too-many-waiters", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);

        // A try does not wait, and the holder and those in line are none the worse.
        Assert.Equal(ErrorCode.LockHeld, (await Assert.ThrowsAsync<ActorsException>(() => locks.AcquireLeaseAsync("hot", Call("try"), TimeSpan.Zero, Cancellation))).Code);
        await locks.RenewLeaseAsync("hot", held.LeaseId, cancellationToken: Cancellation);
        await locks.ReleaseLeaseAsync("hot", held.LeaseId, Cancellation);
        while (line.Count > 0)
        {
            var next = await Task.WhenAny(line);
            line.Remove(next);
            await locks.ReleaseLeaseAsync("hot", (await next).LeaseId, Cancellation);
        }
    }

    [Fact]
    public async Task A_session_takes_no_more_holds_than_its_quota()
    {
        await using var host = await ActorsTestHost.StartAsync(options => options.Settings["Actors:Sessions:HoldsMax"] = "2");
        var locks = host.Client.Locks;
        using var opened = await host.Http.PostAsync(
            new Uri("/v1/sessions", UriKind.Relative), new StringContent("""{"owner":"p","ttlSeconds":60}""", null, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        var session = opened.Headers.Location!.OriginalString.Split('/')[^1];
        var first = await locks.AcquireLeaseAsync("a", Call("a") with { Session = session }, TimeSpan.Zero, Cancellation);
        await locks.AcquireLeaseAsync("b", Call("b") with { Session = session }, TimeSpan.Zero, Cancellation);
        var refused = await host.Http.PostAsync(
            new Uri("/v1/locks/c/leases", UriKind.Relative), new StringContent($$"""{"owner":"p","session":"{{session}}"}""", null, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("too-many-locks", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        // The release leaves the session without waiting for it, so the room comes a moment later.
        await locks.ReleaseLeaseAsync("a", first.LeaseId, Cancellation);
        while (true)
        {
            try
            {
                await locks.AcquireLeaseAsync("c", Call(Guid.NewGuid().ToString("N")) with { Session = session }, TimeSpan.Zero, Cancellation);
                return;
            }
            catch (ActorsException full) when (full.Code == ErrorCode.TooManyLocks)
            {
                await Task.Delay(10, Cancellation);
            }
        }
    }

    private static AcquireLock Call(string id) => new() { RequestId = id, Owner = "p", Ttl = TimeSpan.FromSeconds(60) };
}
