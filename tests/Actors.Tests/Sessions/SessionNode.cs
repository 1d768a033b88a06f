using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Actors.Records;
using Actors.Sessions;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;

namespace Actors.Tests.Sessions;

/// <summary>One node for all tests of sessions through the doors; each test opens sessions of its own.</summary>
[CollectionDefinition(nameof(SessionNode))]
public sealed class SessionNode : ICollectionFixture<SessionNode>, IAsyncLifetime
{
    private ActorsTestHost? _host;

    internal ActorsTestHost Host => _host!;

    internal FaultyDatabase Database { get; } = new(new MemoryDatabase(TimeProvider.System), TimeProvider.System);

    public async ValueTask InitializeAsync() => _host = await ActorsTestHost.StartAsync(options =>
    {
        options.Database = Database;
        options.Settings["Actors:Sessions:HoldsMax"] = "2";
    });

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        await Database.DisposeAsync();
    }

    internal ISessionGrain Grain(string id) => Host.Grains.GetGrain<ISessionGrain>(GrainIds.Of(SessionName.Kind, id));

    /// <summary>Sends a request; the answer's body is null if it has none.</summary>
    internal async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is string raw) request.Content = new StringContent(raw, System.Text.Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    internal async Task<string> OpenAsync(double ttlSeconds = 60)
    {
        var (status, body) = await SendAsync("POST", "/v1/sessions", new { owner = "me", ttlSeconds });
        Assert.True(status == 201, body?.ToJsonString());
        return (string)body!["sessionId"]!;
    }
}
