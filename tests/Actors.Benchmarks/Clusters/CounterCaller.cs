using System.Net.Http.Json;
using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Clusters;

/// <summary>A caller that adds 1 to counters of its own in turn, each addition under a request id of its own.</summary>
internal sealed class CounterCaller(string name, Func<string, Task> add) : ICaller
{
    private const int Keys = 4;

    private int _next;

    /// <summary>How many additions were acknowledged.</summary>
    internal long Acknowledged { get; private set; }

    /// <summary>As a .NET program calls: over Orleans.</summary>
    internal static CounterCaller OverOrleans(ActorsClient client, int number)
        => new($"orleans-{number}", key => client.Entities.ExecuteAsync("counter", key, "add", """{"amount":1}"""));

    /// <summary>As any other program calls: over HTTP and a front end.</summary>
    internal static CounterCaller OverHttp(HttpClient http, int number) => new($"http-{number}", async key =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/entities/counter/{key}/commands/add") { Content = JsonContent.Create(new { amount = 1 }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    });

    public async Task CallAsync()
    {
        _next = (_next + 1) % Keys;
        await add($"{name}-{_next}");
        Acknowledged++;
    }
}
