using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Testing;

namespace Actors.Tests.Requests;

/// <summary>A node that is told to stop serves on for a while, sends callers elsewhere, and keeps nobody waiting.</summary>
public sealed class DrainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_stops_is_not_ready_serves_on_and_lets_go_of_those_who_wait()
    {
        var host = await ActorsTestHost.StartAsync(options => options.Settings["Actors:Http:DrainSeconds"] = "3");
        using var http = new HttpClient { BaseAddress = host.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(90) };
        var held = await http.PostAsJsonAsync("/v1/locks/held/leases", new { owner = "first", ttlSeconds = 60 }, Cancel);
        Assert.Equal(HttpStatusCode.Created, held.StatusCode);
        var poll = AcquireAsync(http, wait: 60);
        using var stream = await http.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        var events = stream.Content.ReadAsStringAsync(Cancel);
        while (await WaitingAsync(http) == 0) await Task.Delay(10, Cancel);

        var stopping = host.DisposeAsync().AsTask();
        HttpResponseMessage ready;
        while ((ready = await http.GetAsync("/readyz", Cancel)).StatusCode == HttpStatusCode.OK) await Task.Delay(10, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/livez", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/metrics", Cancel)).StatusCode);
        using (var served = await http.PostAsJsonAsync("/v1/entities/counter/c/commands/add", new { amount = 1 }, Cancel))
        {
            Assert.Equal((HttpStatusCode.OK, true), (served.StatusCode, served.Headers.ConnectionClose == true));
        }

        Assert.False(poll.IsCompleted || events.IsCompleted, "those who wait are let go only when the node closes");
        using var answer = await poll;
        Assert.Equal((HttpStatusCode.GatewayTimeout, TimeSpan.Zero), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(("unavailable", true), (problem.GetProperty("code").GetString(), problem.GetProperty("retryable").GetBoolean()));
        Assert.Contains("entity/counter", await events, StringComparison.Ordinal);
        await stopping;
    }

    private static async Task<HttpResponseMessage> AcquireAsync(HttpClient http, int wait)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/locks/held/leases") { Content = JsonContent.Create(new { owner = "second" }) };
        request.Headers.Add("Prefer", $"wait={wait}");
        return await http.SendAsync(request, Cancel);
    }

    private static async Task<int> WaitingAsync(HttpClient http)
        => (await http.GetFromJsonAsync<JsonElement>("/v1/locks/held", Cancel)).GetProperty("waiting").GetInt32();
}
