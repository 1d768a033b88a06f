using System.Collections.Concurrent;
using System.Net.Http.Json;
using Actors.Tests.Support.Histories;

namespace Actors.Faults.Robustness;

/// <summary>
/// Counters to which one is added, again and again, by callers of the front ends that never repeat a request: so what they see is what any caller sees.
/// </summary>
internal sealed class CounterWorkload(IReadOnlyList<HttpClient> fronts, HistoryLog log, Func<bool> ended)
{
    internal const int Counters = 36;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentQueue<CounterProbe> _probes = [];

    /// <summary>What each request met.</summary>
    internal IReadOnlyCollection<CounterProbe> Probes => _probes;

    internal static string Name(int counter) => $"counter-{counter}";

    internal Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Counters).Select(AddAsync));

    /// <summary>Reads all counters when all is over.</summary>
    internal async Task ReadAsync()
    {
        for (var counter = 0; counter < Counters; counter++)
        {
            var invoked = log.Invoke(HistoryActions.Final, Name(counter));
            var body = await fronts[0].OkAsync(HttpMethod.Post, Path(counter, "get"), new { });
            log.End(invoked, HistoryKind.Ok, value: body.Number("value"));
        }
    }

    private static string Path(int counter, string command) => $"/v1/entities/counter/{Name(counter)}/commands/{command}";

    private async Task AddAsync(int counter)
    {
        await Task.Yield();
        for (var turn = 0; !ended(); turn++)
        {
            var invoked = log.Invoke(HistoryActions.Add, Name(counter));
            var (status, value, said) = await AddOnceAsync(fronts[(counter + turn) % fronts.Count], Path(counter, "add"));
            var kind = value is not null ? HistoryKind.Ok : status is >= 400 and < 500 ? HistoryKind.Fail : HistoryKind.Info;
            var answered = log.End(invoked, kind, value: value);
            _probes.Enqueue(new CounterProbe(Name(counter), invoked.At, answered.At, status, said));
            await Task.Delay(Period);
        }
    }

    private static async Task<(int Status, long? Value, string Said)> AddOnceAsync(HttpClient front, string path)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { amount = 1 }) };
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid():N}");
            using var response = await front.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? System.Text.Json.JsonDocument.Parse(text).RootElement.Number("value") : null, text);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return (0, null, exception.Message);
        }
    }
}
