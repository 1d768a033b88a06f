using System.Net;

namespace Actors.Tests.Locks;

/// <summary>Locks through the HTTP door.</summary>
[Collection(nameof(LockNode))]
public sealed class LockEndpointsTests(LockNode node)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_is_taken_renewed_and_released()
    {
        var name = LockNode.Name();
        var (response, lease) = await node.SendAsync(
            HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner = "me", ttlSeconds = 30, metadata = new { host = "a" } }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = (string)lease!["leaseId"]!;
        Assert.Equal($"/v1/locks/{name}/leases/{id}", response.Headers.Location!.OriginalString);
        Assert.Equal(30, (double)lease["ttlSeconds"]!);

        var (_, held) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}", null, Cancellation);
        Assert.Equal("held", (string)held!["state"]!);
        Assert.Equal("exclusive", (string)held["mode"]!);
        Assert.Equal("me", (string)held["holders"]![0]!["owner"]!);
        Assert.Equal("a", (string)held["holders"]![0]!["metadata"]!["host"]!);
        Assert.Equal((long)lease["fencingToken"]!, (long)held["lastToken"]!);
        Assert.True((long)held["lastToken"]! <= (long)held["version"]!);

        var (renewed, again) = await node.SendAsync(HttpMethod.Put, $"/v1/locks/{name}/leases/{id}", new { ttlSeconds = 60 }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        Assert.Equal(60, (double)again!["ttlSeconds"]!);
        var (bare, _) = await node.SendAsync(HttpMethod.Put, $"/v1/locks/{name}/leases/{id}", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, bare.StatusCode);

        for (var repeat = 0; repeat < 2; repeat++)
        {
            var (released, _) = await node.SendAsync(HttpMethod.Delete, $"/v1/locks/{name}/leases/{id}", null, Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        }

        var (_, free) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}", null, Cancellation);
        Assert.Equal("free", (string)free!["state"]!);
        Assert.Empty(free["holders"]!.AsArray());
        var (_, history) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}/history", null, Cancellation);
        Assert.Equal("released", (string)history!["items"]![0]!["how"]!);
    }

    [Fact]
    public async Task A_held_lock_refuses_at_once_and_says_who_holds_it()
    {
        var name = LockNode.Name();
        var lease = await node.AcquireAsync(name, "first");
        var (response, problem) = await node.SendAsync(HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner = "second" }, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("lock-held", (string)problem!["code"]!);
        Assert.Equal("first", (string)problem["holder"]!);
        Assert.Equal((long)lease["fencingToken"]!, (long)problem["fencingToken"]!);
        Assert.Equal(0, (long)problem["waiting"]!);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 16);
    }

    [Fact]
    public async Task Waiters_are_served_in_order_and_tokens_rise()
    {
        var name = LockNode.Name();
        var first = await node.AcquireAsync(name, "w0");
        var line = new List<Task<System.Text.Json.Nodes.JsonNode>>();
        for (var i = 1; i <= 5; i++)
        {
            line.Add(node.AcquireAsync(name, $"w{i}", wait: 30));
            await WaitersAsync(name, i);
        }

        var token = (long)first["fencingToken"]!;
        var lease = first;
        foreach (var next in line)
        {
            await node.SendAsync(HttpMethod.Delete, $"/v1/locks/{name}/leases/{lease["leaseId"]}", null, Cancellation);
            lease = await next;
            Assert.True((long)lease["fencingToken"]! > token);
            token = (long)lease["fencingToken"]!;
        }
    }

    [Fact]
    public async Task A_wait_that_ends_without_the_lock_leaves_the_line()
    {
        var name = LockNode.Name();
        await node.AcquireAsync(name, "holder");
        var (response, _) = await node.SendAsync(
            HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner = "waiter" }, Cancellation, ("Prefer", "wait=1"));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        await WaitersAsync(name, 0);
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_the_line()
    {
        var name = LockNode.Name();
        await node.AcquireAsync(name, "holder");
        using var gone = new CancellationTokenSource();
        var waiting = node.SendAsync(HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner = "waiter" }, gone.Token, ("Prefer", "wait=30"));
        await WaitersAsync(name, 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await WaitersAsync(name, 0);
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_same_grant_and_never_an_orphan()
    {
        var name = LockNode.Name();
        var key = ("Idempotency-Key", "key-1");
        var path = $"/v1/locks/{name}/leases";
        var (_, one) = await node.SendAsync(HttpMethod.Post, path, new { owner = "me" }, Cancellation, key);
        var (_, two) = await node.SendAsync(HttpMethod.Post, path, new { owner = "me" }, Cancellation, key);
        Assert.Equal((long)one!["fencingToken"]!, (long)two!["fencingToken"]!);
        Assert.Equal("key-1", (string)two["leaseId"]!);

        var (other, reused) = await node.SendAsync(HttpMethod.Post, path, new { owner = "you" }, Cancellation, key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("request-id-reused", (string)reused!["code"]!);

        await node.SendAsync(HttpMethod.Delete, $"{path}/key-1", null, Cancellation);
        var (late, _) = await node.SendAsync(HttpMethod.Post, path, new { owner = "me" }, Cancellation, key);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_expires_and_says_so()
    {
        var name = LockNode.Name();
        var lease = await node.AcquireAsync(name, "dead", ttlSeconds: 1);
        var next = await node.AcquireAsync(name, "next", wait: 30);
        Assert.True((long)next["fencingToken"]! > (long)lease["fencingToken"]!);
        var path = $"/v1/locks/{name}/leases/{lease["leaseId"]}";
        var (renewal, problem) = await node.SendAsync(HttpMethod.Put, path, null, Cancellation);
        Assert.Equal(HttpStatusCode.Gone, renewal.StatusCode);
        Assert.Equal("lease-expired", (string)problem!["code"]!);
        var (release, _) = await node.SendAsync(HttpMethod.Delete, path, null, Cancellation);
        Assert.Equal(HttpStatusCode.Gone, release.StatusCode);
        var (_, held) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}", null, Cancellation);
        Assert.Equal("next", (string)held!["holders"]![0]!["owner"]!);
    }

    [Fact]
    public async Task An_operator_breaks_only_the_grant_that_it_saw()
    {
        var name = LockNode.Name();
        var lease = await node.AcquireAsync(name, "stuck");
        var token = (long)lease["fencingToken"]!;
        var path = $"/v1/locks/{name}/holder";
        var reason = new { reason = "host is gone" };
        Assert.Equal(428, await StatusAsync(HttpMethod.Delete, path, reason));
        Assert.Equal(412, await StatusAsync(HttpMethod.Delete, path, reason, ("If-Match", $"\"{token + 1}\"")));
        Assert.Equal(400, await StatusAsync(HttpMethod.Delete, path, reason, ("If-Match", "*")));
        Assert.Equal(400, await StatusAsync(HttpMethod.Delete, path, new { reason = "" }, ("If-Match", $"\"{token}\"")));
        Assert.Equal(204, await StatusAsync(HttpMethod.Delete, path, reason, ("If-Match", $"\"{token}\"")));
        Assert.Equal(204, await StatusAsync(HttpMethod.Delete, path, reason, ("If-Match", $"\"{token}\"")));
        Assert.Equal(410, await StatusAsync(HttpMethod.Put, $"/v1/locks/{name}/leases/{lease["leaseId"]}", null));
        var (_, history) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}/history", null, Cancellation);
        Assert.Equal("broken", (string)history!["items"]![0]!["how"]!);
        Assert.Equal("host is gone", (string)history["items"]![0]!["reason"]!);
    }

    [Fact]
    public async Task Only_the_present_token_passes_the_check()
    {
        var name = LockNode.Name();
        var lease = await node.AcquireAsync(name, "me");
        var token = (long)lease["fencingToken"]!;
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, $"/v1/locks/{name}/check?token={token}", null));
        Assert.Equal(412, await StatusAsync(HttpMethod.Get, $"/v1/locks/{name}/check?token={token + 1}", null));
        await node.SendAsync(HttpMethod.Delete, $"/v1/locks/{name}/leases/{lease["leaseId"]}", null, Cancellation);
        var (response, problem) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}/check?token={token}", null, Cancellation);
        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal("stale-fencing-token", (string)problem!["code"]!);
    }

    [Fact]
    public async Task Locks_are_listed_by_prefix_and_state_over_pages()
    {
        var prefix = LockNode.Name();
        var held = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => node.AcquireAsync($"{prefix}-{i}", "me")));
        await node.SendAsync(HttpMethod.Delete, $"/v1/locks/{prefix}-2/leases/{held[2]["leaseId"]}", null, Cancellation);
        Assert.Equal(["0", "1", "2", "3", "4"], await ListAsync($"prefix={prefix}&limit=2"));
        Assert.Equal(["0", "1", "3", "4"], await ListAsync($"prefix={prefix}&limit=3&state=held"));
        Assert.Equal(["2"], await ListAsync($"prefix={prefix}&state=free"));

        async Task<List<string>> ListAsync(string query)
        {
            var names = new List<string>();
            string? cursor = null;
            do
            {
                var (response, page) = await node.SendAsync(
                    HttpMethod.Get, $"/v1/locks?{query}{(cursor is null ? "" : $"&cursor={cursor}")}", null, Cancellation);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                names.AddRange(page!["items"]!.AsArray().Select(item => ((string)item!["name"]!)[(prefix.Length + 1)..]));
                cursor = (string?)page["nextCursor"];
            }
            while (cursor is not null);
            return names;
        }
    }

    private async Task<int> StatusAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
        => (int)(await node.SendAsync(method, path, body, Cancellation, headers)).Response.StatusCode;

    private async Task WaitersAsync(string name, int count)
    {
        while (true)
        {
            var (_, waiters) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}/waiters", null, Cancellation);
            if (waiters!["items"]!.AsArray().Count == count) return;
            await Task.Delay(10, Cancellation);
        }
    }
}
