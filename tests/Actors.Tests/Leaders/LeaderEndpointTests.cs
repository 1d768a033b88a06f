using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Actors.Testing;

namespace Actors.Tests.Leaders;

public sealed class LeaderEndpointTests(LeaderEndpointTests.Node node) : IClassFixture<LeaderEndpointTests.Node>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_candidate_leads_the_second_follows_and_takes_over_when_the_first_resigns()
    {
        var first = await CampaignAsync("tour", "a", """{"ttlSeconds": 60, "value": "10.0.0.1", "metadata": {"zone": "x"}}""");
        Assert.True(first.GetProperty("isLeader").GetBoolean());
        Assert.Equal("a", first.GetProperty("leader").GetString());
        var term = first.GetProperty("term").GetInt64();
        Assert.InRange(first.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1), TimeSpan.FromDays(100_000));
        var second = await CampaignAsync("tour", "b", """{"ttlSeconds": 60, "priority": 2}""");
        Assert.False(second.GetProperty("isLeader").GetBoolean());
        Assert.Equal((term, "a"), (second.GetProperty("term").GetInt64(), second.GetProperty("leader").GetString()));

        var role = await GetAsync("/v1/roles/tour");
        Assert.Equal("10.0.0.1", role.GetProperty("value").GetString());
        Assert.Equal("x", role.GetProperty("metadata").GetProperty("zone").GetString());
        Assert.Equal("b", role.GetProperty("candidates")[0].GetProperty("id").GetString());
        Assert.Equal(2, role.GetProperty("candidates")[0].GetProperty("priority").GetInt32());

        Assert.Equal(HttpStatusCode.NoContent, (await node.Http.DeleteAsync("/v1/roles/tour/candidates/a", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await node.Http.DeleteAsync("/v1/roles/tour/candidates/a", Cancellation)).StatusCode);
        var heir = await CampaignAsync("tour", "b", "{}");
        Assert.True(heir.GetProperty("isLeader").GetBoolean());
        Assert.Equal(term + 1, heir.GetProperty("term").GetInt64());

        var terms = (await GetAsync("/v1/roles/tour/terms")).GetProperty("items");
        Assert.Equal(2, terms.GetArrayLength());
        Assert.Equal(("b", "a"), (terms[0].GetProperty("leader").GetString(), terms[1].GetProperty("leader").GetString()));
        Assert.Equal("resigned", terms[1].GetProperty("end").GetString());
        Assert.Equal(JsonValueKind.Null, terms[0].GetProperty("to").ValueKind);
    }

    [Fact]
    public async Task A_role_that_nobody_has_campaigned_for_is_there_with_term_0()
    {
        using var response = await node.Http.GetAsync("/v1/roles/nobody", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"0\"", response.Headers.ETag!.Tag);
        var role = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((0L, "nobody"), (role.GetProperty("term").GetInt64(), role.GetProperty("role").GetString()));
        Assert.Equal(JsonValueKind.Null, role.GetProperty("leader").ValueKind);
        Assert.Equal(0, role.GetProperty("candidates").GetArrayLength());
    }

    [Fact]
    public async Task A_wait_for_what_was_seen_ends_with_304_when_nothing_changes_and_with_the_change_when_something_does()
    {
        await CampaignAsync("watched", "a", "{}");
        using var now = await node.Http.GetAsync("/v1/roles/watched", Cancellation);
        var tag = now.Headers.ETag!.Tag;
        using var unchanged = await WatchAsync(tag, seconds: 1);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(tag, unchanged.Headers.ETag!.Tag);

        var watching = WatchAsync(tag, seconds: 30);
        await CampaignAsync("watched", "a", "{}");
        await node.Http.DeleteAsync("/v1/roles/watched/candidates/a", Cancellation);
        using var changed = await watching;
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var role = await changed.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(JsonValueKind.Null, role.GetProperty("leader").ValueKind);
        Assert.NotEqual(tag, changed.Headers.ETag!.Tag);

        Task<HttpResponseMessage> WatchAsync(string seen, int seconds)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/roles/watched");
            request.Headers.TryAddWithoutValidation("If-None-Match", seen);
            request.Headers.TryAddWithoutValidation("Prefer", $"wait={seconds}");
            return node.Http.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task Roles_are_listed_by_name_in_pages()
    {
        foreach (var name in new[] { "list-a", "list-b", "list-ü", "other" }) await CampaignAsync(name, "me", "{}");
        var first = await GetAsync("/v1/roles?prefix=list-&limit=2");
        Assert.Equal(["list-a", "list-b"], first.GetProperty("items").EnumerateArray().Select(role => role.GetProperty("role").GetString()));
        Assert.Equal("me", first.GetProperty("items")[0].GetProperty("leader").GetString());
        Assert.NotEqual(JsonValueKind.Null, first.GetProperty("items")[0].GetProperty("expiresAt").ValueKind);
        var second = await GetAsync($"/v1/roles?prefix=list-&limit=2&cursor={first.GetProperty("nextCursor").GetString()}");
        Assert.Equal(["list-ü"], second.GetProperty("items").EnumerateArray().Select(role => role.GetProperty("role").GetString()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task A_leader_that_is_silent_is_replaced_by_the_candidate_that_waits_without_its_asking()
    {
        await CampaignAsync("silent", "a", """{"ttlSeconds": 1}""");
        await CampaignAsync("silent", "b", """{"ttlSeconds": 30}""");
        var found = await node.Host.Client.Leaders.ObserveAsync("silent", Cancellation).FirstAsync(role => role.Leader == "b", Cancellation);
        Assert.Equal(Actors.Leaders.LeaderTermEnd.Expired, found.Terms[1].End);
        var events = await node.Host.Client.Events.ReadAsync(new Feed.ReadFeed { After = "", Kind = "role", Prefix = "silent" }, Cancellation);
        Assert.Equal(["leader-elected", "leader-expired", "leader-elected"], events.Events.Select(happened => happened.Type));
    }

    [Theory]
    [InlineData("""{"ttlSeconds": 0}""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": -1}""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": 0.999}""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": 86401}""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": 1e400}""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": "15"}""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": NaN}""", 400, "malformed-json")]
    [InlineData("""{"priority": 1001}""", 400, "invalid-request")]
    [InlineData("""{"priority": 1.5}""", 400, "invalid-request")]
    [InlineData("""{"priority": 99999999999}""", 400, "invalid-request")]
    [InlineData("""{"value": 7}""", 400, "invalid-request")]
    [InlineData("""{"metadata": {"k": null}}""", 400, "invalid-request")]
    [InlineData("""{"labels": {"k": null}}""", 400, "invalid-request")]
    [InlineData("""{"labels": {"": "v"}}""", 400, "invalid-request")]
    [InlineData("""{"expectedTerm": 1.5}""", 400, "invalid-request")]
    [InlineData("""{"metadata": {"": "v"}}""", 400, "invalid-request")]
    [InlineData("""{"metadata": []}""", 400, "invalid-request")]
    [InlineData("""{"unknown": 1}""", 400, "invalid-request")]
    [InlineData("""[]""", 400, "invalid-request")]
    [InlineData("""null""", 400, "invalid-request")]
    [InlineData("""{"ttlSeconds": 15""", 400, "malformed-json")]
    [InlineData("", 400, "malformed-json")]
    public async Task A_campaign_that_cannot_be_read_is_refused_and_changes_nothing(string body, int status, string code)
    {
        using var response = await SendCampaignAsync("bad-input", "a", body);
        await AssertProblemAsync(response, status, code);
        Assert.Equal(0, (await GetAsync("/v1/roles/bad-input")).GetProperty("term").GetInt64());
    }

    [Fact]
    public async Task Limits_of_value_metadata_and_body_are_kept()
    {
        using var value = await SendCampaignAsync("bad-size", "a", JsonSerializer.Serialize(new { value = new string('v', 4097) }));
        await AssertProblemAsync(value, 400, "invalid-request");
        var many = Enumerable.Range(0, 17).ToDictionary(i => $"k{i}", _ => "v");
        using var metadata = await SendCampaignAsync("bad-size", "a", JsonSerializer.Serialize(new { metadata = many }));
        await AssertProblemAsync(metadata, 400, "invalid-request");
        using var body = await SendCampaignAsync("bad-size", "a", JsonSerializer.Serialize(new { value = new string('v', 1_100_000) }));
        await AssertProblemAsync(body, 413, "too-large");
        using var deep = await SendCampaignAsync("bad-size", "a", new string('[', 100) + new string(']', 100));
        await AssertProblemAsync(deep, 400, "malformed-json");
        using var fits = await SendCampaignAsync("bad-size", "a", JsonSerializer.Serialize(new { value = new string('v', 4096) }));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/v1/roles/a%2Fb/candidates/c", "invalid-key")]
    [InlineData("PUT", "/v1/roles/r/candidates/a%01b", "invalid-key")]
    [InlineData("DELETE", "/v1/roles/r/candidates/a%2Fb", "invalid-key")]
    [InlineData("DELETE", "/v1/roles/r/candidates/c?force=1", "invalid-request")]
    [InlineData("DELETE", "/v1/roles/r/candidates/c?handOffTo=c", "invalid-request")]
    [InlineData("DELETE", "/v1/roles/r/candidates/c?handOffTo=", "invalid-key")]
    [InlineData("DELETE", "/v1/roles/r/candidates/c?handOffTo=a&handOffTo=b", "invalid-request")]
    [InlineData("DELETE", "/v1/roles/r/candidates/c?term=x", "invalid-request")]
    [InlineData("GET", "/v1/roles/a%2fb", "invalid-key")]
    [InlineData("GET", "/v1/roles/a%01b/policy", "invalid-key")]
    [InlineData("GET", "/v1/roles/r/policy?seats=2", "invalid-request")]
    [InlineData("GET", "/v1/roles/a%01b/terms", "invalid-key")]
    [InlineData("GET", "/v1/roles?limit=0", "invalid-request")]
    [InlineData("GET", "/v1/roles?limit=1001", "invalid-request")]
    [InlineData("GET", "/v1/roles?order=up", "invalid-request")]
    [InlineData("GET", "/v1/roles?cursor=!", "invalid-cursor")]
    [InlineData("GET", "/v1/roles?cursor=_w", "invalid-cursor")]
    [InlineData("GET", "/v1/roles?prefix=a%2Fb", "invalid-key")]
    public async Task A_path_or_query_that_cannot_be_read_is_refused(string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "PUT") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await node.Http.SendAsync(request, Cancellation);
        await AssertProblemAsync(response, 400, code);
    }

    [Theory]
    [InlineData("If-None-Match", "7")]
    [InlineData("If-None-Match", "*")]
    [InlineData("Prefer", "wait=61")]
    [InlineData("Prefer", "wait=x")]
    public async Task A_header_that_cannot_be_read_is_refused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/roles/r");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await node.Http.SendAsync(request, Cancellation);
        await AssertProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task Names_with_emoji_and_right_to_left_text_are_names()
    {
        var role = Uri.EscapeDataString("🦊 משרד ä{tag}%2F");
        var reply = await CampaignAsync(role, Uri.EscapeDataString("é +%"), "{}");
        Assert.Equal("é +%", reply.GetProperty("leader").GetString());
        Assert.Equal("🦊 משרד ä{tag}%2F", (await GetAsync($"/v1/roles/{role}")).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_hand_off_names_the_successor_and_a_resignation_without_one_has_no_body()
    {
        await CampaignAsync("hand-off", "a", "{}");
        await CampaignAsync("hand-off", "b", "{}");
        await CampaignAsync("hand-off", "c", "{}");
        using var stale = await node.Http.DeleteAsync("/v1/roles/hand-off/candidates/a?term=0&handOffTo=c", Cancellation);
        Assert.Equal(JsonValueKind.Null, (await stale.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("endedTerm").ValueKind);
        using var response = await node.Http.DeleteAsync("/v1/roles/hand-off/candidates/a?term=1&handOffTo=c", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var left = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(
            (1, "c", 2),
            (left.GetProperty("endedTerm").GetInt64(), left.GetProperty("successor").GetString(), left.GetProperty("successorTerm").GetInt64()));
        var terms = (await GetAsync("/v1/roles/hand-off/terms")).GetProperty("items");
        Assert.Equal((0, JsonValueKind.Null), (terms[0].GetProperty("gapMs").GetInt64(), terms[1].GetProperty("gapMs").ValueKind));
    }

    [Fact]
    public async Task A_value_is_proclaimed_under_the_term_and_not_under_another()
    {
        await CampaignAsync("proclaim", "a", """{"value": "first"}""");
        using var proclaimed = await SendAsync(HttpMethod.Put, "/v1/roles/proclaim/value", """{"candidate": "a", "term": 1, "value": "second"}""");
        Assert.Equal(HttpStatusCode.OK, proclaimed.StatusCode);
        var role = await GetAsync("/v1/roles/proclaim");
        Assert.Equal("second", role.GetProperty("value").GetString());
        Assert.Equal(
            role.GetProperty("version").GetInt64(), (await proclaimed.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("version").GetInt64());
        using var stale = await SendAsync(HttpMethod.Put, "/v1/roles/proclaim/value", """{"candidate": "a", "term": 2, "value": "x"}""");
        await AssertProblemAsync(stale, 409, "not-leader");
        using var other = await SendAsync(HttpMethod.Put, "/v1/roles/proclaim/value", """{"candidate": "b", "term": 1, "value": "x"}""");
        await AssertProblemAsync(other, 409, "not-leader");
        using var none = await SendAsync(HttpMethod.Put, "/v1/roles/proclaim/value", """{"candidate": "a", "term": 1, "value": null}""");
        Assert.Equal(JsonValueKind.Null, (await GetAsync("/v1/roles/proclaim")).GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task A_policy_is_kept_as_a_whole_and_elects_as_many_as_there_are_seats()
    {
        var standard = await GetAsync("/v1/roles/seats/policy");
        Assert.Equal(
            """{"selection":"priority","preferredLabels":[],"preemption":false,"yieldGraceSeconds":15,"minTenureSeconds":0,"seats":1}""",
            standard.GetRawText());
        using var set = await SendAsync(
            HttpMethod.Put, "/v1/roles/seats/policy", """{"selection": "preferred", "preferredLabels": {"zone": "x"}, "preemption": true, "seats": 2}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(
            """{"selection":"preferred","preferredLabels":[{"zone":"x"}],"preemption":true,"yieldGraceSeconds":15,"minTenureSeconds":0,"seats":2}""",
            (await GetAsync("/v1/roles/seats/policy")).GetRawText());
        await CampaignAsync("seats", "a", "{}");
        await CampaignAsync("seats", "b", """{"labels": {"zone": "x"}}""");
        Assert.False((await CampaignAsync("seats", "c", """{"labels": {"zone": "x"}}""")).GetProperty("isLeader").GetBoolean());
        var told = await CampaignAsync("seats", "a", """{"expectedTerm": 1}""");
        Assert.Equal("preempted", told.GetProperty("yieldRequested").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.String, told.GetProperty("yieldRequested").GetProperty("until").ValueKind);
        var leaders = (await GetAsync("/v1/roles/seats")).GetProperty("leaders");
        Assert.Equal(
            [("a", 1L, true), ("b", 2L, false)],
            leaders.EnumerateArray().Select(one => (
                one.GetProperty("candidate").GetString(), one.GetProperty("term").GetInt64(), one.TryGetProperty("yieldRequested", out _))));
        using var late = await SendCampaignAsync("seats", "a", """{"expectedTerm": 7}""");
        await AssertProblemAsync(late, 409, "not-leader");
        using var replaced = await SendAsync(HttpMethod.Put, "/v1/roles/seats/policy", "{}");
        Assert.Equal(standard.GetRawText(), await replaced.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("policy", """{"seats": 0}""")]
    [InlineData("policy", """{"seats": 17}""")]
    [InlineData("policy", """{"seats": 1.5}""")]
    [InlineData("policy", """{"selection": "best"}""")]
    [InlineData("policy", """{"selection": "unknown"}""")]
    [InlineData("policy", """{"selection": 1}""")]
    [InlineData("policy", """{"selection": "fifo", "preemption": true}""")]
    [InlineData("policy", """{"selection": "preferred"}""")]
    [InlineData("policy", """{"selection": "preferred", "preferredLabels": {}}""")]
    [InlineData("policy", """{"selection": "preferred", "preferredLabels": "zone"}""")]
    [InlineData("policy", """{"selection": "preferred", "preferredLabels": ["zone"]}""")]
    [InlineData("policy", """{"selection": "preferred", "preferredLabels": {"zone": 1}}""")]
    [InlineData("policy", """{"preferredLabels": {"zone": "x"}}""")]
    [InlineData("policy", """{"yieldGraceSeconds": 0.5}""")]
    [InlineData("policy", """{"yieldGraceSeconds": 3601}""")]
    [InlineData("policy", """{"minTenureSeconds": -1}""")]
    [InlineData("policy", """{"minTenureSeconds": 86401}""")]
    [InlineData("policy", """{"seat": 1}""")]
    [InlineData("value", """{"candidate": "a", "term": 1}""")]
    [InlineData("value", """{"candidate": "a", "value": "x"}""")]
    [InlineData("value", """{"candidate": null, "term": 1, "value": "x"}""")]
    [InlineData("value", """{"candidate": "a", "term": "1", "value": "x"}""")]
    [InlineData("value", """{"candidate": "a", "term": 1, "value": 7}""")]
    public async Task A_policy_or_proclamation_that_cannot_be_read_is_refused_and_changes_nothing(string what, string body)
    {
        using var response = await SendAsync(HttpMethod.Put, $"/v1/roles/bad-body/{what}", body);
        await AssertProblemAsync(response, 400, "invalid-request");
        Assert.Equal(0, (await GetAsync("/v1/roles/bad-body")).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task An_observation_streams_each_version_with_its_id_and_resumes_after_the_last()
    {
        await CampaignAsync("stream", "a", """{"value": "one"}""");
        using var first = await StreamAsync("stream", lastEventId: null);
        Assert.Equal("text/event-stream", first.Content.Headers.ContentType?.MediaType);
        using var events = new StreamReader(await first.Content.ReadAsStreamAsync(Cancellation));
        var (id, role) = await NextEventAsync(events);
        Assert.Equal(("1", "a", "one"), (id, role.GetProperty("leader").GetString(), role.GetProperty("value").GetString()));
        await CampaignAsync("stream", "b", "{}");
        using var resigned = await node.Http.DeleteAsync("/v1/roles/stream/candidates/a", Cancellation);
        var (second, next) = await NextEventAsync(events);
        Assert.Equal((2, "b"), (next.GetProperty("term").GetInt64(), next.GetProperty("leader").GetString()));

        using var resumed = await StreamAsync("stream", lastEventId: id);
        using var again = new StreamReader(await resumed.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal(second, (await NextEventAsync(again)).Id);
        using var upToDate = await StreamAsync("stream", lastEventId: second);
        using var later = new StreamReader(await upToDate.Content.ReadAsStreamAsync(Cancellation));
        var waiting = NextEventAsync(later);
        await CampaignAsync("stream", "b", """{"value": "two"}""");
        Assert.Equal("two", (await waiting).Role.GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("/v1/roles/a%2Fb/observe", "1", "invalid-key")]
    [InlineData("/v1/roles/r/observe", "x", "invalid-request")]
    [InlineData("/v1/roles/r/observe", "-1", "invalid-request")]
    [InlineData("/v1/roles/r/observe?after=1", "1", "invalid-request")]
    public async Task An_observation_that_cannot_begin_is_a_problem_and_no_stream(string path, string lastEventId, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var response = await node.Http.SendAsync(request, Cancellation);
        await AssertProblemAsync(response, 400, code);
    }

    private async Task<HttpResponseMessage> StreamAsync(string role, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/roles/{role}/observe");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static async Task<(string Id, JsonElement Role)> NextEventAsync(StreamReader events)
    {
        var (id, data) = ("", "");
        while (await events.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            if (line.Length == 0 && data.Length > 0) return (id, JsonDocument.Parse(data).RootElement);
        }

        throw new EndOfStreamException("The stream ended.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await node.Http.SendAsync(request, Cancellation);
    }

    private async Task<JsonElement> CampaignAsync(string role, string candidate, string body)
    {
        using var response = await SendCampaignAsync(role, candidate, body);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private async Task<HttpResponseMessage> SendCampaignAsync(string role, string candidate, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await node.Http.PutAsync($"/v1/roles/{role}/candidates/{candidate}", content, Cancellation);
    }

    private Task<JsonElement> GetAsync(string path) => node.Http.GetFromJsonAsync<JsonElement>(path, Cancellation);

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }

    public sealed class Node : IAsyncLifetime
    {
        internal ActorsTestHost Host { get; private set; } = null!;

        internal HttpClient Http => Host.Http;

        public async ValueTask InitializeAsync() => Host = await ActorsTestHost.StartAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
