using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Actors.Tests.Entities;

public sealed class EntityEndpointTests(EntityHost host) : IClassFixture<EntityHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_put_read_patched_and_deleted()
    {
        const string Path = "/v1/entities/document/tour";
        var created = await SendAsync(HttpMethod.Put, Path, """{"name":"Ada","age":36}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(Path, created.Headers.Location?.ToString());
        var replaced = await SendAsync(HttpMethod.Put, Path, """{"name":"Ada","age":37}""");
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        var tag = replaced.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Patch, Path, """{"age":null,"born":1815}""", ("If-Match", tag))).StatusCode);

        var read = await SendAsync(HttpMethod.Get, Path);
        var body = await JsonAsync(read);
        Assert.Equal("""{"name":"Ada","born":1815}""", body.GetProperty("state").GetRawText());
        Assert.Equal("document", body.GetProperty("type").GetString());
        Assert.Equal("tour", body.GetProperty("id").GetString());
        Assert.Equal($"\"{body.GetProperty("version").GetInt64()}\"", read.Headers.ETag!.Tag);
        Assert.Equal(0, body.GetProperty("tags").GetArrayLength());
        Assert.EndsWith("+00:00", body.GetProperty("updatedAt").GetString()!.Replace("Z", "+00:00", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(body.TryGetProperty("expiresAt", out _));
        Assert.Equal(HttpStatusCode.NotModified, (await SendAsync(HttpMethod.Get, Path, null, ("If-None-Match", read.Headers.ETag.Tag))).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, Path)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, Path)).StatusCode);
        await AssertProblemAsync(await SendAsync(HttpMethod.Get, Path), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Preconditions_hold_or_fail()
    {
        const string Path = "/v1/entities/document/preconditions";
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, Path, "1", ("If-Match", "*")), HttpStatusCode.PreconditionFailed, "precondition-failed");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Put, Path, "1", ("If-None-Match", "*"))).StatusCode);
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, Path, "2", ("If-None-Match", "*")), HttpStatusCode.PreconditionFailed, "precondition-failed");
        var failed = await SendAsync(HttpMethod.Put, Path, "2", ("If-Match", "\"999\""));
        var problem = await AssertProblemAsync(failed, HttpStatusCode.PreconditionFailed, "precondition-failed");
        Assert.True(problem.GetProperty("version").GetInt64() > 0);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, Path, "2", ("If-Match", "*"))).StatusCode);
    }

    [Fact]
    public async Task A_command_answers_its_reply_and_a_repeat_says_so()
    {
        const string Path = "/v1/entities/stock/sku-http/commands/restock";
        var first = await SendAsync(HttpMethod.Post, Path, """{"quantity":5}""", ("Idempotency-Key", "k-1"));
        Assert.Equal("""{"available":5,"reserved":0,"sold":0}""", await first.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("application/json", first.Content.Headers.ContentType?.MediaType);
        Assert.False(first.Headers.Contains("Actors-Replayed"));
        var again = await SendAsync(HttpMethod.Post, Path, """{"quantity":5}""", ("Idempotency-Key", "k-1"));
        Assert.Equal("""{"available":5,"reserved":0,"sold":0}""", await again.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("true", again.Headers.GetValues("Actors-Replayed").Single());
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, Path, """{"quantity":6}""", ("Idempotency-Key", "k-1")), HttpStatusCode.UnprocessableEntity, "request-id-reused");
    }

    [Fact]
    public async Task A_counter_adds_and_gets()
    {
        await SendAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/add", """{"amount":3}""");
        var got = await SendAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/get", "{}");
        Assert.Equal("""{"value":3}""", await got.Content.ReadAsStringAsync(Cancel));
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/add", $$"""{"amount":{{long.MaxValue}}}"""), HttpStatusCode.Conflict, "counter-overflow");
    }

    [Fact]
    public async Task Entities_are_listed_by_prefix_page_by_page_and_counted()
    {
        for (var i = 0; i < 5; i++) await SendAsync(HttpMethod.Put, $"/v1/entities/document/list-{i}", $$"""{"i":{{i}}}""");
        var ids = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = await JsonAsync(await SendAsync(HttpMethod.Get, $"/v1/entities/document?prefix=list-&limit=2{cursor}"));
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            if (page.GetProperty("nextCursor").GetString() is not { } next) break;
            cursor = $"&cursor={next}";
        }

        Assert.Equal(["list-0", "list-1", "list-2", "list-3", "list-4"], ids);
        var count = await JsonAsync(await SendAsync(HttpMethod.Get, "/v1/entities/document/count?prefix=list-"));
        Assert.Equal(5, count.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Any_key_that_is_one_can_be_used()
    {
        const string Id = "größe {a} ключ 🦊 %2B+?#";
        var path = $"/v1/entities/document/{Uri.EscapeDataString(Id)}";
        var created = await SendAsync(HttpMethod.Put, path, "1");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var body = await JsonAsync(await SendAsync(HttpMethod.Get, created.Headers.Location!.OriginalString));
        Assert.Equal(Id, body.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_time_to_live_in_a_header_shows_when_the_document_goes()
    {
        const string Path = "/v1/entities/document/ttl-header";
        await SendAsync(HttpMethod.Put, Path, "1", ("Actors-Ttl-Seconds", "3600"));
        var body = await JsonAsync(await SendAsync(HttpMethod.Get, Path));
        var left = body.GetProperty("expiresAt").GetDateTimeOffset() - body.GetProperty("updatedAt").GetDateTimeOffset();
        Assert.Equal(3600, left.TotalSeconds, precision: 3);
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, Path, "1", ("Actors-Ttl-Seconds", "0")), HttpStatusCode.BadRequest, "invalid-request");
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, Path, "1", ("Actors-Ttl-Seconds", "NaN")), HttpStatusCode.BadRequest, "invalid-request");
    }

    public static TheoryData<string, string, string?, int, string> BadRequests => new()
    {
        { "GET", "/v1/entities/nonsense/1", null, 404, "unknown-entity-type" },
        { "GET", "/v1/entities/nonsense", null, 404, "unknown-entity-type" },
        { "GET", "/v1/entities/nonsense/count", null, 404, "unknown-entity-type" },
        { "GET", "/v1/entities/No%20Type/1", null, 400, "invalid-key" },
        { "GET", "/v1/entities/stock/a%01b", null, 400, "invalid-key" },
        { "GET", "/v1/entities/stock?limit=0", null, 400, "invalid-request" },
        { "GET", "/v1/entities/stock?limit=1001", null, 400, "invalid-request" },
        { "GET", "/v1/entities/stock?cursor=%21", null, 400, "invalid-cursor" },
        { "GET", "/v1/entities/stock?cursor=Lw", null, 400, "invalid-cursor" },
        { "GET", "/v1/entities/stock?colour=red", null, 400, "invalid-request" },
        { "GET", "/v1/entities/stock?prefix=a%00", null, 400, "invalid-key" },
        { "GET", "/v1/entities/stock?tag=%00", null, 400, "invalid-request" },
        { "POST", "/v1/entities/nonsense/1/commands/add", "{}", 404, "unknown-entity-type" },
        { "POST", "/v1/entities/stock/1/commands/explode", "{}", 404, "unknown-command" },
        { "POST", "/v1/entities/stock/1/commands/restock", "{}", 422, "invalid-command" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":1,"colour":"red"}""", 422, "invalid-command" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":"1"}""", 422, "invalid-command" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":1e400}""", 422, "invalid-command" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":99999999999}""", 422, "invalid-command" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":0}""", 409, "invalid-quantity" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":NaN}""", 400, "malformed-json" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":1""", 400, "malformed-json" },
        { "POST", "/v1/entities/stock/1/commands/restock", """{"quantity":1,"quantity":2}""", 400, "malformed-json" },
        { "POST", "/v1/entities/stock/1/commands/restock", "", 400, "malformed-json" },
        { "POST", "/v1/entities/payment/1/commands/charge", """{"amount":1e400,"card":"1"}""", 422, "invalid-command" },
        { "PUT", "/v1/entities/stock/1", "{}", 422, "unknown-command" },
        { "PUT", "/v1/entities/nonsense/1", "{}", 404, "unknown-entity-type" },
        { "PUT", "/v1/entities/document/1", "null", 422, "invalid-document" },
        { "PUT", "/v1/entities/document/1", """{"a":"\ud800"}""", 422, "invalid-document" },
        { "PATCH", "/v1/entities/document/missing", "{}", 404, "not-found" },
        { "POST", "/v1/entities/document/1", "{}", 405, "not-supported" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_bad_request_gets_a_problem_that_says_so(string method, string path, string? body, int status, string code)
        => await AssertProblemAsync(await SendAsync(new HttpMethod(method), path, body), (HttpStatusCode)status, code);

    [Theory]
    [InlineData("If-Match", "garbage", 400)]
    [InlineData("If-Match", "\"x\"", 400)]
    [InlineData("If-Match", "\"-1\"", 400)]
    [InlineData("If-Match", "\"0\"", 400)]
    [InlineData("If-Match", "\"99999999999999999999\"", 400)]
    [InlineData("If-Match", "W/\"1\"", 400)]
    [InlineData("If-None-Match", "\"1\"", 400)]
    [InlineData("Idempotency-Key", "\"\"", 400)]
    public async Task A_header_that_cannot_be_read_is_refused(string header, string value, int status)
        => await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/v1/entities/counter/bad-header/commands/add", """{"amount":1}""", (header, value)),
            (HttpStatusCode)status,
            "invalid-request");

    [Fact]
    public async Task A_body_beyond_the_limits_is_refused()
    {
        var big = $"\"{new string('x', 1024 * 1024)}\"";
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, "/v1/entities/document/big", big), HttpStatusCode.RequestEntityTooLarge, "too-large");

        // As large as a body may be, but with its envelope larger than a state may be.
        var nearly = $"\"{new string('x', (1024 * 1024) - 2)}\"";
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, "/v1/entities/document/big", nearly), HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.Null(await host.Client.Entities.DescribeAsync("document", "big", Cancel));

        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, "/v1/entities/document/deep", deep), HttpStatusCode.BadRequest, "malformed-json");
        var deepest = string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64));
        await AssertProblemAsync(await SendAsync(HttpMethod.Put, "/v1/entities/document/deep", deepest), HttpStatusCode.UnprocessableEntity, "invalid-command");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Put, "/v1/entities/document/deep", deepest[1..^1])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/v1/entities/document/deep")).StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_by_its_type_is_refused()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "text/plain");
        var response = await host.Http.PostAsync("/v1/entities/counter/c/commands/get", content, Cancel);
        await AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "not-supported");
    }

    [Fact]
    public async Task The_description_of_the_API_names_the_entity_endpoints()
    {
        var document = await host.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancel);
        var paths = document.GetProperty("paths");
        Assert.True(paths.GetProperty("/v1/entities/{type}/{id}").TryGetProperty("put", out _));
        Assert.True(paths.GetProperty("/v1/entities/{type}/{id}/commands/{command}").TryGetProperty("post", out _));
    }

    [Fact]
    public async Task Every_write_takes_a_fencing_token_and_a_stale_one_is_refused_also_after_a_delete()
    {
        const string Path = "/v1/entities/document/fenced";
        const string Header = "Actors-Fencing-Token";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Put, Path, "1", (Header, "17;lock=\"report\""))).StatusCode);
        var problem = await AssertProblemAsync(
            await SendAsync(HttpMethod.Put, Path, "2", (Header, "16; lock=\"report\"")), HttpStatusCode.PreconditionFailed, "stale-fencing-token");
        Assert.Equal(17, problem.GetProperty("lastToken").GetInt64());
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Patch, Path, "{}", (Header, "3;lock=%\"r%65port\"")), HttpStatusCode.PreconditionFailed, "stale-fencing-token");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, Path, "3", (Header, "1"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, Path, null, (Header, "18;lock=\"report\""))).StatusCode);
        await AssertProblemAsync(await SendAsync(HttpMethod.Get, Path), HttpStatusCode.NotFound, "not-found");
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Put, Path, "4", (Header, "17;lock=\"report\"")), HttpStatusCode.PreconditionFailed, "stale-fencing-token");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Put, Path, "5", (Header, "18;lock=\"report\""))).StatusCode);
    }

    [Fact]
    public async Task A_repeat_gets_its_stored_reply_whatever_token_has_come_since()
    {
        const string Path = "/v1/entities/counter/fenced/commands/add";
        const string Header = "Actors-Fencing-Token";
        await SendAsync(HttpMethod.Post, Path, """{"amount":5}""", ("Idempotency-Key", "f-1"), (Header, "1"));
        await SendAsync(HttpMethod.Post, Path, """{"amount":5}""", ("Idempotency-Key", "f-2"), (Header, "2"));
        var repeat = await SendAsync(HttpMethod.Post, Path, """{"amount":5}""", ("Idempotency-Key", "f-1"), (Header, "1"));
        Assert.Equal("""{"value":5}""", await repeat.Content.ReadAsStringAsync(Cancel));
        Assert.True(repeat.Headers.Contains("Actors-Replayed"));
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, Path, """{"amount":5}""", ("Idempotency-Key", "f-3"), (Header, "1")),
            HttpStatusCode.PreconditionFailed,
            "stale-fencing-token");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("1;")]
    [InlineData("1;lock")]
    [InlineData("1;lock=report")]
    [InlineData("1;role=\"report\"")]
    [InlineData("1;lock=\"a\";lock=\"b\"")]
    [InlineData("1;lock=\"a\\n\"")]
    [InlineData("1;lock=%\"%ff\"")]
    [InlineData("1;lock=%\"%f\"")]
    [InlineData("1;lock=\"a/b\"")]
    [InlineData("99999999999999999999")]
    public async Task A_token_that_is_none_is_refused(string token) => await AssertProblemAsync(
        await SendAsync(HttpMethod.Put, "/v1/entities/document/fenced-bad", "1", ("Actors-Fencing-Token", token)), HttpStatusCode.BadRequest, "invalid-request");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await host.Http.SendAsync(request, Cancel);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem;
    }
}
