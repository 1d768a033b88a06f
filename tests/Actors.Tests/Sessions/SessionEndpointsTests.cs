using System.Text.Json.Nodes;
using Actors.Sessions;

namespace Actors.Tests.Sessions;

[Collection(nameof(SessionNode))]
public sealed class SessionEndpointsTests(SessionNode node)
{
    public static TheoryData<string, int, string> Bodies => new()
    {
        { """{"ttlSeconds":5}""", 400, "invalid-request" },
        { """{"owner":""}""", 400, "invalid-request" },
        { """{"owner":7}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":0.5}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":86401}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":1e999}""", 400, "invalid-request" },
        { """{"owner":"me","ttlSeconds":"15"}""", 400, "invalid-request" },
        { """{"owner":"me","metadata":{"a":null}}""", 400, "invalid-request" },
        { """{"owner":"me","colour":"red"}""", 400, "invalid-request" },
        { """{"owner":"me","owner":"you"}""", 400, "malformed-json" },
        { "null", 400, "invalid-request" },
        { "", 400, "malformed-json" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_opened_renewed_seen_and_ended()
    {
        var (status, opened) = await node.SendAsync(
            "POST", "/v1/sessions", new { owner = "me", ttlSeconds = 30, metadata = new { pod = "p-1" } }, ("Idempotency-Key", $"\"{Guid.NewGuid():N}\""));
        Assert.Equal(201, status);
        Assert.Equal(["sessionId", "ttlSeconds", "expiresAt"], opened!.AsObject().Select(member => member.Key));
        Assert.Equal(30, (double)opened["ttlSeconds"]!);
        var path = $"/v1/sessions/{(string)opened["sessionId"]!}";
        var (renewedStatus, renewed) = await node.SendAsync("PUT", path);
        Assert.Equal(200, renewedStatus);
        Assert.True((DateTimeOffset)renewed!["expiresAt"]! >= (DateTimeOffset)opened["expiresAt"]!);
        var (_, seen) = await node.SendAsync("GET", path);
        Assert.Equal(("open", "me", "p-1"), ((string)seen!["state"]!, (string)seen["owner"]!, (string)seen["metadata"]!["pod"]!));
        Assert.Equal(204, (await node.SendAsync("DELETE", path)).Status);
        Assert.Equal(204, (await node.SendAsync("DELETE", path)).Status);
        AssertProblem(await node.SendAsync("PUT", path), 410, "session-ended");
        Assert.Equal("ended", (string)(await node.SendAsync("GET", path)).Body!["state"]!);
    }

    [Fact]
    public async Task Opening_with_the_same_key_is_one_session_and_never_reopens_an_ended_one()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { owner = "me", ttlSeconds = 60 };
        var (_, first) = await node.SendAsync("POST", "/v1/sessions", body, key);
        Assert.Equal(key.Item2, (string)first!["sessionId"]!);
        Assert.Equal(201, (await node.SendAsync("POST", "/v1/sessions", body, key)).Status);
        AssertProblem(await node.SendAsync("POST", "/v1/sessions", new { owner = "you", ttlSeconds = 60 }, key), 422, "request-id-reused");
        await node.SendAsync("DELETE", $"/v1/sessions/{key.Item2}");
        AssertProblem(await node.SendAsync("POST", "/v1/sessions", body, key), 410, "session-ended");
    }

    [Fact]
    public async Task Notes_come_with_renewals_and_to_those_who_listen()
    {
        var id = await node.OpenAsync();
        var listening = node.SendAsync("GET", $"/v1/sessions/{id}/notes?seen=0", null, ("Prefer", "wait=30"));
        var open = Assert.IsType<SessionReply.Open>(await node.Grain(id).JoinAsync(new JoinSession("a", "l"), Cancellation));
        await node.Grain(id).NoteAsync(new NoteForSession(open.Token, "a", "l", SessionNoteKind.Lost, "because"), Cancellation);
        var note = (await listening).Body!["items"]![0]!;
        Assert.Equal("""{"sequence":1,"subject":"a","leaseId":"l","kind":"lost","reason":"because"}""", note.ToJsonString());
        Assert.True(JsonNode.DeepEquals(note, (await node.SendAsync("PUT", $"/v1/sessions/{id}")).Body!["notes"]![0]));
        Assert.Null((await node.SendAsync("PUT", $"/v1/sessions/{id}", new { seenNote = 1 })).Body!["notes"]);
        Assert.Empty((await node.SendAsync("GET", $"/v1/sessions/{id}/notes?seen=1")).Body!["items"]!.AsArray());
        AssertProblem(await node.SendAsync("PUT", $"/v1/sessions/{id}", new { seenNote = 2 }), 400, "invalid-request");
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused(string body, int status, string code)
        => AssertProblem(await node.SendAsync("POST", "/v1/sessions", body), status, code);

    [Theory]
    [InlineData("POST", "/v1/sessions?colour=red", 400, "invalid-request")]
    [InlineData("PUT", "/v1/sessions/unknown", 410, "session-ended")]
    [InlineData("PUT", "/v1/sessions/a%01b", 400, "invalid-key")]
    [InlineData("GET", "/v1/sessions/unknown", 404, "not-found")]
    [InlineData("GET", "/v1/sessions/a%01b", 400, "invalid-key")]
    [InlineData("DELETE", "/v1/sessions/a%01b", 400, "invalid-key")]
    [InlineData("DELETE", "/v1/sessions/unknown?force=true", 400, "invalid-request")]
    [InlineData("GET", "/v1/sessions/unknown/notes", 410, "session-ended")]
    [InlineData("GET", "/v1/sessions/unknown/notes?seen=-1", 400, "invalid-request")]
    [InlineData("GET", "/v1/sessions/unknown/notes?seen=99999999999999999999", 400, "invalid-request")]
    [InlineData("PATCH", "/v1/sessions/unknown", 405, "not-supported")]
    public async Task A_bad_path_or_query_is_refused(string method, string path, int status, string code)
        => AssertProblem(await node.SendAsync(method, path), status, code);

    [Theory]
    [InlineData("""{"seenNote":"1"}""", "invalid-request")]
    [InlineData("""{"seenNote":-1}""", "invalid-request")]
    [InlineData("""{"seenNote":1.5}""", "invalid-request")]
    [InlineData("""{"seen":1}""", "invalid-request")]
    [InlineData("{", "malformed-json")]
    public async Task A_bad_renewal_is_refused(string body, string code)
        => AssertProblem(await node.SendAsync("PUT", $"/v1/sessions/{await node.OpenAsync()}", body), 400, code);

    [Fact]
    public async Task A_key_with_a_slash_is_no_session_id()
        => AssertProblem(await node.SendAsync("POST", "/v1/sessions", new { owner = "me" }, ("Idempotency-Key", "a/b")), 400, "invalid-key");

    private static void AssertProblem((int Status, JsonNode? Body) answer, int status, string code)
    {
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Body?.ToJsonString()}");
        Assert.Equal(code, (string)answer.Body!["code"]!);
        Assert.NotEmpty((string)answer.Body["detail"]!);
    }
}
