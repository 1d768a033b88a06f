using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Actors.Tests.Locks;

/// <summary>Every refusal is a problem with a stable code, says what is allowed, and has no effect.</summary>
[Collection(nameof(LockNode))]
public sealed class LockBadInputTests(LockNode node)
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
    private static readonly string Large = new('x', (1024 * 1024) + 1);
    private static readonly string Pairs = string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"k{i}\":\"v\""));

    public static TheoryData<string, int, string> Bodies => new()
    {
        { """{"ttlSeconds":5}""", 400, "invalid-request" },
        { """{"owner":""}""", 400, "invalid-request" },
        { """{"owner":null}""", 400, "invalid-request" },
        { """{"owner":7}""", 400, "invalid-request" },
        { $$"""{"owner":"{{new string('o', 513)}}"}""", 400, "invalid-request" },
        { $$"""{"owner":"{{new string('o', 10_000)}}"}""", 400, "invalid-request" },
        { """{"owner":"a\u0000b"}""", 400, "invalid-request" },
        { """{"owner":"a\ud800b"}""", 400, "invalid-request" },
        { """{"owner":"me","colour":"red"}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":0}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":-1}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":86401}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":1e308}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":1e999}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":"15"}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":NaN}""", 400, "malformed-json" },
        { """{"owner":"me","mode":"both"}""", 400, "invalid-request" },
        { """{"owner":"me","mode":"semaphore"}""", 400, "invalid-request" },
        { """{"owner":"me","mode":"semaphore","permits":0}""", 400, "invalid-request" },
        { """{"owner":"me","mode":"semaphore","permits":-3}""", 400, "invalid-request" },
        { """{"owner":"me","mode":"semaphore","permits":2147483648}""", 400, "invalid-request" },
        { """{"owner":"me","lockDelaySeconds":61}""", 400, "invalid-request" },
        { """{"owner":"me","maxHoldSeconds":0}""", 400, "invalid-request" },
        { """{"owner":"me","deadlockPriority":1001}""", 400, "invalid-request" },
        { """{"owner":"me","scope":""}""", 400, "invalid-request" },
        { """{"owner":"me","permits":3}""", 400, "invalid-request" },
        { """{"owner":"me","session":"a/b"}""", 400, "invalid-key" },
        { """{"owner":"me","session":"none-of-this-id"}""", 410, "session-ended" },
        { """{"owner":"me","metadata":{"a":1}}""", 400, "invalid-request" },
        { """{"owner":"me","metadata":{"a":null}}""", 400, "invalid-request" },
        { $$$"""{"owner":"me","metadata":{{{{Pairs}}}}}""", 400, "invalid-request" },
        { """{"owner":"me","owner":"you"}""", 400, "malformed-json" },
        { """{"owner":"me" """, 400, "malformed-json" },
        { "null", 400, "invalid-request" },
        { "[]", 400, "invalid-request" },
        { "", 400, "malformed-json" },
        { Deep, 400, "malformed-json" },
        { Large, 413, "too-large" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_without_effect(string body, int status, string code)
    {
        var name = LockNode.Name();
        var (response, problem) = await node.SendAsync(HttpMethod.Post, $"/v1/locks/{name}/leases", body, Cancellation);
        AssertProblem(response, problem, status, code);
        var (_, untouched) = await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}", null, Cancellation);
        Assert.Equal("free", (string)untouched!["state"]!);
    }

    [Theory]
    [InlineData("Prefer", "wait=-1")]
    [InlineData("Prefer", "wait=61")]
    [InlineData("Prefer", "wait=soon")]
    [InlineData("Idempotency-Key", "a/b")]
    [InlineData("Idempotency-Key", "\"\"")]
    public async Task A_bad_header_is_refused(string header, string value)
    {
        var (response, problem) = await node.SendAsync(
            HttpMethod.Post, $"/v1/locks/{LockNode.Name()}/leases", new { owner = "me" }, Cancellation, (header, value));
        AssertProblem(response, problem, 400, "invalid-request");
    }

    [Theory]
    [InlineData("GET", "/v1/locks?limit=0", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks?limit=1001", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks?state=busy", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks?colour=red", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks?cursor=!!!", 400, "invalid-cursor")]
    [InlineData("GET", "/v1/locks?cursor=Lw", 400, "invalid-cursor")]
    [InlineData("GET", "/v1/locks?cursor=", 400, "invalid-cursor")]
    [InlineData("GET", "/v1/locks?prefix=a%2Fb", 400, "invalid-key")]
    [InlineData("GET", "/v1/locks/%20", 400, "invalid-key")]
    [InlineData("GET", "/v1/locks/a%01b", 400, "invalid-key")]
    [InlineData("GET", "/v1/locks/a/check", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks/a/check?token=-1", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks/a/check?token=99999999999999999999", 400, "invalid-request")]
    [InlineData("GET", "/v1/locks/a/check?token=7", 412, "stale-fencing-token")]
    [InlineData("PUT", "/v1/locks/a/leases/foreign", 410, "lease-expired")]
    [InlineData("DELETE", "/v1/locks/a/leases/foreign", 410, "lease-expired")]
    [InlineData("PATCH", "/v1/locks/a", 405, "not-supported")]
    public async Task A_bad_path_or_query_is_refused(string method, string path, int status, string code)
    {
        var (response, problem) = await node.SendAsync(new HttpMethod(method), path, null, Cancellation);
        AssertProblem(response, problem, status, code);
    }

    [Theory]
    [InlineData("/v1/locks?colour=red", "is not one of: prefix, state, limit, cursor.")]
    [InlineData("/v1/locks/a?colour=red", "is unknown; none is taken here.")]
    public async Task An_unknown_query_parameter_is_told_what_is_taken(string path, string detail)
    {
        var (response, problem) = await node.SendAsync(HttpMethod.Get, path, null, Cancellation);
        AssertProblem(response, problem, 400, "invalid-request");
        Assert.Equal($"The query parameter 'colour' {detail}", (string?)problem!["detail"]);
    }

    [Fact]
    public async Task A_name_may_be_512_bytes_of_anything_but_controls_and_slashes()
    {
        var name = string.Concat(Enumerable.Repeat("🔒", 128));
        var path = $"/v1/locks/{Uri.EscapeDataString(name)}";
        var (response, _) = await node.SendAsync(HttpMethod.Post, $"{path}/leases", new { owner = "me" }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var (_, held) = await node.SendAsync(HttpMethod.Get, path, null, Cancellation);
        Assert.Equal(name, (string)held!["name"]!);
        var (tooLong, problem) = await node.SendAsync(HttpMethod.Get, $"{path}x", null, Cancellation);
        AssertProblem(tooLong, problem, 400, "invalid-key");
    }

    [Fact]
    public async Task A_body_that_is_not_json_by_its_type_is_refused()
    {
        using var content = new StringContent("""{"owner":"me"}""", Encoding.UTF8, "text/plain");
        var response = await node.Host.Http.PostAsync(new Uri($"/v1/locks/{LockNode.Name()}/leases", UriKind.Relative), content, Cancellation);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static void AssertProblem(HttpResponseMessage response, JsonNode? problem, int status, string code)
    {
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {problem?.ToJsonString()}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, (string)problem!["code"]!);
        Assert.NotEmpty((string)problem["detail"]!);
    }
}
