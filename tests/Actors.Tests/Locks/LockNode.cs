using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Actors.Testing;

namespace Actors.Tests.Locks;

/// <summary>One node for all tests of locks through the doors; each test takes locks of its own names.</summary>
[CollectionDefinition(nameof(LockNode))]
public sealed class LockNode : ICollectionFixture<LockNode>, IAsyncLifetime
{
    private ActorsTestHost? _host;

    internal ActorsTestHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await ActorsTestHost.StartAsync();

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    internal static string Name() => $"lock-{Guid.NewGuid():N}";

    /// <summary>Sends a request; the answer's body is null if it has none.</summary>
    internal async Task<(HttpResponseMessage Response, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, object? body = null, CancellationToken cancellationToken = default, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is string raw) request.Content = new StringContent(raw, System.Text.Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await Host.Http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return (response, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    internal async Task<JsonNode> AcquireAsync(string name, string owner, double ttlSeconds = 15, int? wait = null)
    {
        (string, string)[] headers = wait is { } seconds ? [("Prefer", $"wait={seconds}")] : [];
        var (response, body) = await SendAsync(HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner, ttlSeconds }, TestContext.Current.CancellationToken, headers);
        Assert.True(response.StatusCode == HttpStatusCode.Created, body?.ToJsonString());
        return body!;
    }
}
