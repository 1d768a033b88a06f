using System.Net;
using System.Text;
using System.Text.Json;

namespace Actors.Tests.Sagas;

/// <summary>The place-order saga over HTTP, as a customer's program sees it.</summary>
public sealed class SagaEndpointTests(SagaHost host) : IClassFixture<SagaHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_placed_and_its_books_add_up()
    {
        await RestockAsync("apple", 10);
        var created = await SendAsync(HttpMethod.Put, "/v1/sagas/place-order/ok-1", Body("ok-1", "apple", 3, "4000-0001", "\"tags\":[\"vip\"],"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/v1/sagas/place-order/ok-1", created.Headers.Location?.ToString());
        var result = await ResultAsync("ok-1");
        Assert.Equal(("completed", "forward"), (Text(result, "status"), Text(result, "direction")));
        Assert.False(result.TryGetProperty("step", out _));
        Assert.True(result.GetProperty("result").TryGetProperty("confirm-order", out _));
        Assert.Equal("ok-1", Text(result.GetProperty("input"), "orderId"));

        var stock = (await GetAsync("/v1/entities/stock/apple")).GetProperty("state");
        Assert.Equal((7, 0, 3), (stock.GetProperty("available").GetInt32(), stock.GetProperty("reserved").GetInt32(), stock.GetProperty("sold").GetInt32()));
        Assert.Equal("confirmed", Text((await GetAsync("/v1/entities/order/ok-1")).GetProperty("state"), "status"));
        Assert.Equal("charged", Text((await GetAsync("/v1/entities/payment/ok-1")).GetProperty("state"), "status"));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, "/v1/sagas/place-order/ok-1", Body("ok-1", "apple", 3, "4000-0001"))).StatusCode);
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Put, "/v1/sagas/place-order/ok-1", Body("ok-1", "apple", 4, "4000-0001")), HttpStatusCode.Conflict, "saga-input-differs");
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/v1/sagas/place-order/ok-1/actions/cancel"), HttpStatusCode.Conflict, "saga-not-cancellable");
        var steps = (await GetAsync("/v1/sagas/place-order/ok-1/plan")).GetProperty("steps").EnumerateArray().Select(step => Text(step, "name") + ":" + Text(step, "class"));
        Assert.Equal(
            ["cancel-order:compensation", "reserve-stock:compensatable", "charge:compensatable", "confirm-order:pivot", "sell-stock:retriable"], steps);
        var history = (await GetAsync("/v1/sagas/place-order/ok-1/history")).GetProperty("items").EnumerateArray().Select(entry => $"{Text(entry, "op")} {Text(entry, "outcome")}");
        Assert.Equal(["start accepted", "do done", "do done", "do done", "do done"], history);
        var listed = await GetAsync("/v1/sagas?definition=place-order&status=completed&tag=vip");
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), saga => Text(saga, "id") == "ok-1");
    }

    [Theory]
    [InlineData("declined", 2, "4000-0002", "card-declined")]
    [InlineData("short", 2_000, "4000-0001", "out-of-stock")]
    public async Task A_refused_order_is_taken_back(string id, int quantity, string card, string code)
    {
        await RestockAsync($"pear-{id}", 10);
        await SendAsync(HttpMethod.Put, $"/v1/sagas/place-order/{id}", Body(id, $"pear-{id}", quantity, card));
        var result = await ResultAsync(id);
        Assert.Equal(("compensated", "backward", code), (Text(result, "status"), Text(result, "direction"), Text(result.GetProperty("error"), "code")));
        var stock = (await GetAsync($"/v1/entities/stock/pear-{id}")).GetProperty("state");
        Assert.Equal((10, 0), (stock.GetProperty("available").GetInt32(), stock.GetProperty("reserved").GetInt32()));
        Assert.Equal("cancelled", Text((await GetAsync($"/v1/entities/order/{id}")).GetProperty("state"), "status"));
    }

    [Theory]
    [InlineData("PUT", "/v1/sagas/nothing/a", """{"input":{}}""", HttpStatusCode.NotFound, "unknown-saga-definition", "place-order")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", """{"input":{"orderId":"a"}}""", HttpStatusCode.BadRequest, "invalid-request", "sku")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", """{"input":{"orderId":"a","sku":"b","quantity":"3","total":1,"card":"1"}}""", HttpStatusCode.BadRequest, "invalid-request", "$.quantity")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", """{"input":{"orderId":"a","sku":"b","quantity":3,"total":1,"card":"1","more":1}}""", HttpStatusCode.BadRequest, "invalid-request", "more")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", """{"input":{"orderId":"a/b","sku":"b","quantity":3,"total":1,"card":"1"}}""", HttpStatusCode.BadRequest, "invalid-request", "'/'")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", """{"input":null}""", HttpStatusCode.BadRequest, "invalid-request", "")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", """{"inputs":{}}""", HttpStatusCode.BadRequest, "invalid-request", "")]
    [InlineData("PUT", "/v1/sagas/place-order/bad", "{", HttpStatusCode.BadRequest, "malformed-json", "")]
    [InlineData("PUT", "/v1/sagas/Place_Order/bad", """{"input":{}}""", HttpStatusCode.BadRequest, "invalid-key", "")]
    [InlineData("GET", "/v1/sagas/place-order/none", null, HttpStatusCode.NotFound, "not-found", "")]
    [InlineData("GET", "/v1/sagas/place-order/none/result", null, HttpStatusCode.NotFound, "not-found", "")]
    [InlineData("GET", "/v1/sagas/place-order/none/history", null, HttpStatusCode.NotFound, "not-found", "")]
    [InlineData("GET", "/v1/sagas/place-order/none/plan", null, HttpStatusCode.NotFound, "not-found", "")]
    [InlineData("POST", "/v1/sagas/place-order/none/actions/explode", null, HttpStatusCode.NotFound, "not-found", "cancel, retry, terminate")]
    [InlineData("POST", "/v1/sagas/place-order/none/actions/cancel", """{"reason":"x"}""", HttpStatusCode.NotFound, "not-found", "")]
    [InlineData("GET", "/v1/sagas?status=odd", null, HttpStatusCode.BadRequest, "invalid-request", "compensated")]
    [InlineData("GET", "/v1/sagas?limit=0", null, HttpStatusCode.BadRequest, "invalid-request", "")]
    [InlineData("GET", "/v1/sagas?cursor=!!", null, HttpStatusCode.BadRequest, "invalid-cursor", "")]
    [InlineData("GET", "/v1/sagas/count?unknown=1", null, HttpStatusCode.BadRequest, "invalid-request", "definition")]
    public async Task What_cannot_be_is_refused(string method, string path, string? body, HttpStatusCode status, string code, string says)
    {
        var detail = await AssertProblemAsync(await SendAsync(new HttpMethod(method), path, body), status, code);
        Assert.Contains(says, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_with_another_version_or_on_the_wrong_status_is_refused()
    {
        await RestockAsync("fig", 1);
        await SendAsync(HttpMethod.Put, "/v1/sagas/place-order/act", Body("act", "fig", 1, "1"));
        await ResultAsync("act");
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/v1/sagas/place-order/act/actions/terminate", """{"reason":"x"}""", ("If-Match", "\"999999\"")), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/v1/sagas/place-order/act/actions/terminate", null, ("If-Match", "seven")), HttpStatusCode.BadRequest, "invalid-request");
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/v1/sagas/place-order/act/actions/retry"), HttpStatusCode.Conflict, "saga-action-conflict");
    }

    [Fact]
    public async Task A_listing_is_paged_and_agrees_with_the_count()
    {
        for (var i = 0; i < 5; i++) await SendAsync(HttpMethod.Put, $"/v1/sagas/place-order/page-{i}", Body($"page-{i}", "none", 1, "1", "\"tags\":[\"paged\"],"));
        for (var i = 0; i < 5; i++) await ResultAsync($"page-{i}");
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/v1/sagas?tag=paged&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(saga => Text(saga, "id")));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(["page-0", "page-1", "page-2", "page-3", "page-4"], ids);
        Assert.Equal(5, (await GetAsync("/v1/sagas/count?tag=paged&status=compensated")).GetProperty("count").GetInt32());
    }

    private static string Body(string order, string sku, int quantity, string card, string more = "")
        => $$$"""{{{{more}}}"input":{"orderId":"{{{order}}}","sku":"{{{sku}}}","quantity":{{{quantity}}},"total":12.50,"card":"{{{card}}}"}}""";

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task<string> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, Text(problem, "code"));
        return Text(problem, "detail");
    }

    private async Task RestockAsync(string sku, int quantity)
        => (await SendAsync(HttpMethod.Post, $"/v1/entities/stock/{sku}/commands/restock", $$"""{"quantity":{{quantity}}}""")).EnsureSuccessStatusCode();

    private async Task<JsonElement> ResultAsync(string id)
    {
        var response = await SendAsync(HttpMethod.Get, $"/v1/sagas/place-order/{id}/result", null, ("Prefer", "wait=30"));
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var response = await SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await host.Node.Http.SendAsync(request, Cancel);
    }
}
