using System.Net;
using System.Text.Json.Nodes;

namespace Actors.Tests.Locks;

/// <summary>Modes, conversions, permits, revocations and sessions of locks through the HTTP door.</summary>
[Collection(nameof(LockNode))]
public sealed class LockModeEndpointsTests(LockNode node)
{
    private readonly string _name = LockNode.Name();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_share_and_are_shown_with_their_mode()
    {
        var one = await TakeAsync(new { owner = "r1", mode = "shared" });
        var two = await TakeAsync(new { owner = "r2", mode = "shared" });
        Assert.Equal("shared", (string)one["mode"]!);
        Assert.True((long)two["fencingToken"]! > (long)one["fencingToken"]!);
        await RefusedAsync(409, "lock-held", HttpMethod.Post, "leases", new { owner = "w" });

        var seen = await GetAsync("");
        Assert.Equal("shared", (string)seen["mode"]!);
        Assert.Equal(["r1", "r2"], seen["holders"]!.AsArray().Select(holder => (string)holder!["owner"]!));
        Assert.All(seen["holders"]!.AsArray(), holder => Assert.Equal("shared", (string)holder!["mode"]!));
        Assert.True((long)seen["lastToken"]! <= (long)seen["version"]!);
        foreach (var lease in new[] { one, two }) Assert.Equal(200, await StatusAsync(HttpMethod.Get, $"check?token={lease["fencingToken"]}"));

        await ReleaseAsync(one);
        Assert.Equal(412, await StatusAsync(HttpMethod.Get, $"check?token={one["fencingToken"]}"));
        Assert.Equal("shared", (string)(await GetAsync("/history"))["items"]![0]!["mode"]!);
    }

    [Fact]
    public async Task A_waiting_writer_holds_back_a_new_reader()
    {
        var reader = await TakeAsync(new { owner = "r1", mode = "shared" });
        var writer = TakeAsync(new { owner = "w" }, wait: 30);
        await WaitersAsync(1);
        await RefusedAsync(409, "lock-held", HttpMethod.Post, "leases", new { owner = "r2", mode = "shared" });
        await ReleaseAsync(reader);
        Assert.True((long)(await writer)["fencingToken"]! > (long)reader["fencingToken"]!);
    }

    [Fact]
    public async Task An_upgrade_waits_before_everybody_and_a_downgrade_lets_readers_in()
    {
        var upgradeable = await TakeAsync(new { owner = "u", mode = "upgradeable" });
        var reader = await TakeAsync(new { owner = "r1", mode = "shared" });
        var writer = TakeAsync(new { owner = "w" }, wait: 30);
        await WaitersAsync(1);
        await RefusedAsync(409, "lock-held", HttpMethod.Put, Mode(upgradeable), Conversion(upgradeable, "exclusive"));

        var upgrade = SendAsync(HttpMethod.Put, Mode(upgradeable), Conversion(upgradeable, "exclusive"), wait: 30);
        await WaitersAsync(2);
        var line = (await GetAsync("/waiters"))["items"]!.AsArray();
        Assert.Equal((string)upgradeable["leaseId"]!, (string)line[0]!["upgrades"]!);
        Assert.Equal("w", (string)line[1]!["owner"]!);
        await ReleaseAsync(reader);
        var (response, exclusive) = await upgrade;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((string)upgradeable["leaseId"]!, (string)exclusive!["leaseId"]!);
        Assert.True((long)exclusive["fencingToken"]! > (long)reader["fencingToken"]!);

        // The writer stands before it, so the reader's try is refused although the downgrade is done.
        var (downgraded, shared) = await SendAsync(HttpMethod.Put, Mode(exclusive), Conversion(exclusive, "shared"));
        Assert.Equal(HttpStatusCode.OK, downgraded.StatusCode);
        Assert.Equal((long)exclusive["fencingToken"]!, (long)shared!["fencingToken"]!);
        Assert.Equal("shared", (string)shared["mode"]!);
        await RefusedAsync(409, "lock-held", HttpMethod.Post, "leases", new { owner = "r2", mode = "shared" });
        await ReleaseAsync(shared);
        await ReleaseAsync(await writer);
        await TakeAsync(new { owner = "r2", mode = "shared" });
    }

    [Fact]
    public async Task Of_two_readers_that_want_to_be_upgraded_the_second_is_refused()
    {
        var one = await TakeAsync(new { owner = "r1", mode = "shared" });
        var two = await TakeAsync(new { owner = "r2", mode = "shared" });
        var upgrade = SendAsync(HttpMethod.Put, Mode(one), Conversion(one, "exclusive"), wait: 30);
        await WaitersAsync(1);
        await RefusedAsync(409, "upgrade-conflict", HttpMethod.Put, Mode(two), Conversion(two, "exclusive"));
        await ReleaseAsync(two);
        Assert.Equal(HttpStatusCode.OK, (await upgrade).Response.StatusCode);
    }

    /// <summary>The grant that waits for its upgrade is given back: whoever waits for the upgrade is told, and nothing is granted.</summary>
    [Fact]
    public async Task An_upgrade_of_a_grant_that_ends_meanwhile_is_refused()
    {
        var one = await TakeAsync(new { owner = "r1", mode = "shared" });
        var two = await TakeAsync(new { owner = "r2", mode = "shared" });
        var upgrade = SendAsync(HttpMethod.Put, Mode(one), Conversion(one, "exclusive"), wait: 30);
        await WaitersAsync(1);
        await ReleaseAsync(one);
        var (response, problem) = await upgrade;
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Equal("lease-expired", (string)problem!["code"]!);
        Assert.Equal((string)two["leaseId"]!, (string)Assert.Single((await GetAsync(""))["holders"]!.AsArray())!["leaseId"]!);
    }

    [Fact]
    public async Task A_bad_conversion_is_refused_and_changes_nothing()
    {
        var lease = await TakeAsync(new { owner = "r", mode = "shared" });
        await RefusedAsync(400, "invalid-request", HttpMethod.Put, Mode(lease), Conversion(lease, "both"));
        await RefusedAsync(400, "invalid-request", HttpMethod.Put, Mode(lease), Conversion(lease, "semaphore"));
        await RefusedAsync(400, "invalid-request", HttpMethod.Put, Mode(lease), Conversion(lease, "upgradeable"));
        await RefusedAsync(400, "invalid-request", HttpMethod.Put, Mode(lease), new { mode = (string?)null, fencingToken = 1 });
        await RefusedAsync(412, "precondition-failed", HttpMethod.Put, Mode(lease), new { mode = "exclusive", fencingToken = (long)lease["fencingToken"]! + 1 });
        await RefusedAsync(410, "lease-expired", HttpMethod.Put, "leases/stranger/mode", Conversion(lease, "exclusive"));
        Assert.Equal("shared", (string)(await GetAsync(""))["mode"]!);
    }

    [Fact]
    public async Task A_semaphore_takes_as_many_as_it_has_permits_and_they_change_while_it_is_held()
    {
        var held = new List<JsonNode> { await TakeAsync(new { owner = "a", mode = "semaphore", permits = 2 }), await TakeAsync(new { owner = "b", mode = "semaphore" }) };
        await RefusedAsync(409, "lock-held", HttpMethod.Post, "leases", new { owner = "c", mode = "semaphore" });
        var waiting = TakeAsync(new { owner = "c", mode = "semaphore" }, wait: 30);
        await WaitersAsync(1);
        Assert.Equal(204, await StatusAsync(HttpMethod.Put, "permits", new { permits = 3 }));
        held.Add(await waiting);
        Assert.Equal(3, held.Select(lease => (long)lease["fencingToken"]!).Distinct().Count());
        Assert.Equal(3, (int)(await GetAsync(""))["permits"]!);

        // Fewer: whoever holds a permit keeps it, and none is granted until there is room.
        Assert.Equal(204, await StatusAsync(HttpMethod.Put, "permits", new { permits = 1 }));
        Assert.Equal(3, (await GetAsync(""))["holders"]!.AsArray().Count);
        for (var i = 0; i < 2; i++)
        {
            await ReleaseAsync(held[i]);
            await RefusedAsync(409, "lock-held", HttpMethod.Post, "leases", new { owner = "d", mode = "semaphore" });
        }

        await ReleaseAsync(held[2]);
        await TakeAsync(new { owner = "d", mode = "semaphore" });
    }

    [Fact]
    public async Task A_mode_or_a_number_of_permits_that_does_not_go_with_the_use_is_refused_with_that_use()
    {
        await TakeAsync(new { owner = "a", mode = "semaphore", permits = 2 });
        var (_, mode) = await RefusedAsync(409, "lock-mode-conflict", HttpMethod.Post, "leases", new { owner = "b", mode = "shared" });
        Assert.Equal("semaphore", (string)mode!["mode"]!);
        var (_, permits) = await RefusedAsync(409, "lock-mode-conflict", HttpMethod.Post, "leases", new { owner = "b", mode = "semaphore", permits = 3 });
        Assert.Equal("2", permits!["permits"]!.ToString());
        foreach (var number in new[] { 0, -1 }) await RefusedAsync(400, "invalid-request", HttpMethod.Put, "permits", new { permits = number });
        Assert.Equal(2, (int)(await GetAsync(""))["permits"]!);
    }

    [Fact]
    public async Task Permits_of_a_lock_that_readers_or_writers_hold_are_refused()
    {
        await TakeAsync(new { owner = "w" });
        await RefusedAsync(409, "lock-mode-conflict", HttpMethod.Put, "permits", new { permits = 2 });
        await RefusedAsync(409, "lock-mode-conflict", HttpMethod.Post, "leases", new { owner = "s", mode = "semaphore", permits = 2 });
    }

    [Fact]
    public async Task A_lease_that_is_asked_back_is_told_so_and_not_renewed_after_its_grace()
    {
        var lease = await TakeAsync(new { owner = "slow", ttlSeconds = 2 });
        var token = (long)lease["fencingToken"]!;
        await RefusedAsync(412, "precondition-failed", HttpMethod.Post, "revocations", new { fencingToken = token + 1, reason = "maintenance", graceSeconds = 5 });
        await RefusedAsync(400, "invalid-request", HttpMethod.Post, "revocations", new { fencingToken = token, reason = "", graceSeconds = 5 });
        await RefusedAsync(400, "invalid-request", HttpMethod.Post, "revocations", new { fencingToken = token, reason = "maintenance", graceSeconds = -1 });
        Assert.Equal(202, await StatusAsync(HttpMethod.Post, "revocations", new { fencingToken = token, reason = "maintenance", graceSeconds = 3600 }));
        var (_, renewed) = await SendAsync(HttpMethod.Put, $"leases/{lease["leaseId"]}", null);
        Assert.Equal("maintenance", (string)renewed!["revocation"]!["reason"]!);
        Assert.NotNull(renewed["revocation"]!["deadline"]);
        Assert.Equal("maintenance", (string)(await GetAsync(""))["holders"]![0]!["revocation"]!["reason"]!);

        Assert.Equal(202, await StatusAsync(HttpMethod.Post, "revocations", new { fencingToken = token, reason = "now", graceSeconds = 0 }));
        await RefusedAsync(410, "lease-expired", HttpMethod.Put, $"leases/{lease["leaseId"]}", null);
        await TakeAsync(new { owner = "next" }, wait: 30);
        var past = (await GetAsync("/history"))["items"]![0]!;
        Assert.Equal("revoked", (string)past["how"]!);
        Assert.Equal("now", (string)past["reason"]!);
    }

    [Fact]
    public async Task A_lost_lease_with_a_delay_keeps_others_out_and_says_until_when()
    {
        await TakeAsync(new { owner = "dead", ttlSeconds = 1, lockDelaySeconds = 60 });
        while ((string)(await GetAsync(""))["state"]! == "held" || (await GetAsync(""))["delayedUntil"] is null) await Task.Delay(50, Cancellation);
        await RefusedAsync(409, "lock-held", HttpMethod.Post, "leases", new { owner = "other" });
        await TakeAsync(new { owner = "dead" });
        Assert.Null((await GetAsync(""))["delayedUntil"]);
    }

    [Fact]
    public async Task A_hold_hangs_on_its_session_and_goes_on_when_that_has_ended()
    {
        var session = await OpenSessionAsync();
        var lease = await TakeAsync(new { owner = "p", session });
        await RefusedAsync(400, "invalid-request", HttpMethod.Put, $"leases/{lease["leaseId"]}", null);
        Assert.Equal(session, (string)(await GetAsync(""))["holders"]![0]!["session"]!);
        var next = TakeAsync(new { owner = "q" }, wait: 30);
        await WaitersAsync(1);
        await EndSessionAsync(session);
        Assert.True((long)(await next)["fencingToken"]! > (long)lease["fencingToken"]!);
        Assert.Equal("session-ended", (string)(await GetAsync("/history"))["items"]![0]!["how"]!);
        await RefusedAsync(410, "session-ended", HttpMethod.Post, "leases", new { owner = "p", session });
    }

    [Fact]
    public async Task A_try_finds_out_by_itself_that_the_session_of_the_holder_has_ended()
    {
        // Often, as the lock's own watch of the session runs beside the try, and either may be the first to know.
        for (var i = 0; i < 30; i++)
        {
            var session = await OpenSessionAsync();
            await TakeAsync(new { owner = "p", session });

            // Nobody waits for the lock, so nothing watches the session yet.
            await EndSessionAsync(session);
            await ReleaseAsync(await TakeAsync(new { owner = "q" }));
        }
    }

    [Fact]
    public async Task A_request_whose_session_ends_while_it_stands_in_line_is_not_told_of_a_grant()
    {
        var lease = await TakeAsync(new { owner = "holder" });
        var session = await OpenSessionAsync();
        var waiting = SendAsync(HttpMethod.Post, "leases", new { owner = "p", session }, wait: 30);
        await WaitersAsync(1);
        await EndSessionAsync(session);

        // Longer than a look at the session is trusted.
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
        await ReleaseAsync(lease);
        var (response, problem) = await waiting;
        Assert.True(response.StatusCode == HttpStatusCode.Gone, problem?.ToJsonString());
        Assert.Equal("free", (string)(await GetAsync(""))["state"]!);
        Assert.Equal("session-ended", (string)(await GetAsync("/history"))["items"]![0]!["how"]!);
    }

    [Fact]
    public async Task A_break_of_a_sessions_hold_is_told_to_the_session()
    {
        var session = await OpenSessionAsync();
        var lease = await TakeAsync(new { owner = "p", session });
        var (broken, _) = await node.SendAsync(
            HttpMethod.Delete, $"/v1/locks/{_name}/holder", new { reason = "stuck" }, Cancellation, ("If-Match", $"\"{lease["fencingToken"]}\""));
        Assert.Equal(HttpStatusCode.NoContent, broken.StatusCode);
        await TakeAsync(new { owner = "q" });
        var (_, renewed) = await node.SendAsync(HttpMethod.Put, $"/v1/sessions/{session}", null, Cancellation);
        var note = Assert.Single(renewed!["notes"]!.AsArray())!;
        Assert.Equal("lost", (string)note["kind"]!);
        Assert.Equal((string)lease["leaseId"]!, (string)note["leaseId"]!);
    }

    [Fact]
    public async Task A_stranger_and_a_lease_of_another_lock_release_nothing()
    {
        var lease = await TakeAsync(new { owner = "p" });
        var other = await node.AcquireAsync(LockNode.Name(), "p");
        await RefusedAsync(410, "lease-expired", HttpMethod.Delete, $"leases/{other["leaseId"]}", null);
        await RefusedAsync(410, "lease-expired", HttpMethod.Delete, "leases/stranger", null);
        Assert.Equal((string)lease["leaseId"]!, (string)(await GetAsync(""))["holders"]![0]!["leaseId"]!);
    }

    private static object Conversion(JsonNode lease, string mode) => new { mode, fencingToken = (long)lease["fencingToken"]! };

    private static string Mode(JsonNode lease) => $"leases/{lease["leaseId"]}/mode";

    private async Task<string> OpenSessionAsync()
    {
        var (response, session) = await node.SendAsync(HttpMethod.Post, "/v1/sessions", new { owner = "p", ttlSeconds = 60 }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (string)session!["sessionId"]!;
    }

    private async Task EndSessionAsync(string session)
        => Assert.Equal(HttpStatusCode.NoContent, (await node.SendAsync(HttpMethod.Delete, $"/v1/sessions/{session}", null, Cancellation)).Response.StatusCode);

    private async Task<JsonNode> TakeAsync(object body, int wait = 0)
    {
        var (response, lease) = await SendAsync(HttpMethod.Post, "leases", body, wait);
        Assert.True(response.StatusCode == HttpStatusCode.Created, lease?.ToJsonString());
        return lease!;
    }

    private async Task ReleaseAsync(JsonNode lease) => Assert.Equal(204, await StatusAsync(HttpMethod.Delete, $"leases/{lease["leaseId"]}"));

    private async Task<(HttpResponseMessage Response, JsonNode? Body)> RefusedAsync(int status, string code, HttpMethod method, string path, object? body)
    {
        var (response, problem) = await SendAsync(method, path, body);
        Assert.True((int)response.StatusCode == status && (string?)problem?["code"] == code, $"{(int)response.StatusCode}: {problem?.ToJsonString()}");
        return (response, problem);
    }

    private async Task<int> StatusAsync(HttpMethod method, string path, object? body = null) => (int)(await SendAsync(method, path, body)).Response.StatusCode;

    private Task<(HttpResponseMessage Response, JsonNode? Body)> SendAsync(HttpMethod method, string path, object? body, int wait = 0)
        => node.SendAsync(method, $"/v1/locks/{_name}/{path}", body, Cancellation, wait > 0 ? [("Prefer", $"wait={wait}")] : []);

    private async Task<JsonNode> GetAsync(string path)
    {
        var (response, body) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{_name}{path}", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return body!;
    }

    private async Task WaitersAsync(int count)
    {
        while ((await GetAsync("/waiters"))["items"]!.AsArray().Count != count) await Task.Delay(10, Cancellation);
    }
}
