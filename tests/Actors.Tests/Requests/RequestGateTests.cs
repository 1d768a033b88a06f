using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Actors.Requests;
using Actors.Testing;
using Actors.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Requests;

/// <summary>What a node takes on at once over HTTP, and what it says to the others.</summary>
public sealed class RequestGateTests : IAsyncLifetime
{
    private readonly HeldDatabase _database = new();
    private ActorsTestHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ActorsTestHost.StartAsync(options =>
    {
        options.Database = _database;
        options.Settings["Actors:Http:RequestsMax"] = "4";
        options.Settings["Actors:Http:WaitsMax"] = "4";
        options.Settings["Actors:Http:BodyBytesMax"] = $"{2 * 1024 * 1024}";
    });

    public async ValueTask DisposeAsync()
    {
        _database.LetGo();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_hot_key_gets_half_and_the_others_the_rest_and_then_all_are_refused_at_once()
    {
        await Task.WhenAll(AddAsync("hot"), AddAsync("cold"), AddAsync("third"));
        await UnderWayAsync(0);
        _database.Hold();
        var hot = new[] { AddAsync("hot"), AddAsync("hot") };
        await UnderWayAsync(2);
        await RefusedAsync(AddAsync("hot"));
        var cold = new[] { AddAsync("cold"), AddAsync("third") };
        await UnderWayAsync(4);
        await RefusedAsync(AddAsync("fourth"));

        // Whoever asks how the process is gets an answer all the same.
        Assert.Equal(HttpStatusCode.OK, (await _host.Http.GetAsync("/livez", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _host.Http.GetAsync("/readyz", Cancel)).StatusCode);
        var metrics = await _host.Http.GetStringAsync("/metrics", Cancel);
        Assert.Contains("actors_http_shed", metrics, StringComparison.Ordinal);

        _database.LetGo();
        Assert.All(await Task.WhenAll([.. hot, .. cold]), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await AddAsync("fourth")).StatusCode);
        Assert.Equal(3, await ValueAsync("hot"));
        Assert.Equal(1, await ValueAsync("fourth"));
    }

    [Fact]
    public async Task Those_who_wait_take_no_place_of_those_who_do_not_and_have_an_end_too()
    {
        Assert.Equal(HttpStatusCode.Created, (await AcquireAsync("a", wait: 0)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await AcquireAsync("b", wait: 0)).StatusCode);
        await UnderWayAsync(0);
        var waits = new[] { AcquireAsync("a", 60), AcquireAsync("a", 60), AcquireAsync("b", 60), AcquireAsync("b", 60) };
        await UnderWayAsync(4);
        await RefusedAsync(AcquireAsync("c", 60));
        for (var i = 0; i < 8; i++) Assert.Equal(HttpStatusCode.OK, (await AddAsync($"beside-{i}")).StatusCode);
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));
    }

    [Fact]
    public async Task Bodies_have_so_many_bytes_together_and_no_more()
    {
        Assert.Equal(HttpStatusCode.Created, (await PutAsync("a", 900_000)).StatusCode);
        await UnderWayAsync(0);
        _database.Hold();
        var large = new[] { PutAsync("a", 900_000), PutAsync("b", 900_000) };
        await UnderWayAsync(2);
        await RefusedAsync(PutAsync("c", 900_000));
        _database.LetGo();
        Assert.All(await Task.WhenAll(large), answer => Assert.True(answer.IsSuccessStatusCode));
        Assert.Equal(HttpStatusCode.Created, (await PutAsync("c", 900_000)).StatusCode);
    }

    private Task<HttpResponseMessage> AddAsync(string key) => _host.Http.PostAsJsonAsync($"/v1/entities/counter/{key}/commands/add", new { amount = 1 }, Cancel);

    private Task<HttpResponseMessage> PutAsync(string key, int length)
        => _host.Http.PutAsync($"/v1/entities/document/{key}", new StringContent($"{{\"text\":\"{new string('x', length)}\"}}", Encoding.UTF8, "application/json"), Cancel);

    private async Task<HttpResponseMessage> AcquireAsync(string name, int wait)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/locks/{name}/leases") { Content = JsonContent.Create(new { owner = "me" }) };
        if (wait > 0) request.Headers.Add("Prefer", $"wait={wait}");
        return await _host.Http.SendAsync(request, Cancel);
    }

    private async Task<long> ValueAsync(string key)
    {
        var answer = await _host.Http.PostAsJsonAsync($"/v1/entities/counter/{key}/commands/get", new { }, Cancel);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("value").GetInt64();
    }

    private static async Task RefusedAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(("overloaded", true), (problem.GetProperty("code").GetString(), problem.GetProperty("retryable").GetBoolean()));
    }

    private async Task UnderWayAsync(int count)
    {
        // A request may still be on its way out when its answer is here.
        while (_host.Services.GetRequiredService<RequestGate>().Count != count) await Task.Delay(10, Cancel);
    }
}
