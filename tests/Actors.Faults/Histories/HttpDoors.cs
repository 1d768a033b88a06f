using System.Net.Http.Json;
using System.Text.Json;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;

namespace Actors.Faults.Histories;

/// <summary>How a client calls the silos over HTTP, and what an answer says of the fate of its request.</summary>
internal sealed class HttpDoors(Random random, IEnumerable<string> urls)
{
    private const int Attempts = 3;

    private readonly List<HttpClient> _doors = [.. urls.Select(url => new HttpClient(new FaultyLinkHandler()) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(6) })];

    /// <summary>Sends, and again under the same key while it is not known what happened. Says when the attempt was sent that was answered.</summary>
    internal async Task<(HistoryKind Kind, JsonElement Body, long Sent)> SendAsync(
        HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var key = $"{Guid.NewGuid():N}";
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", key);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            var sent = HistoryClock.Now;
            var (kind, answer) = await SendAsync(request);
            if (kind != HistoryKind.Info || attempt == Attempts) return (kind, answer, sent);
            await Task.Delay(random.Next(20, 100));
        }
    }

    private async Task<(HistoryKind Kind, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var response = await _doors[random.Next(_doors.Count)].SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => (HistoryKind.Ok, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone()),
                // What is read need not be there.
                404 when request.Method == HttpMethod.Get => (HistoryKind.Fail, default),
                408 or 409 or 410 or 412 or 429 => (HistoryKind.Fail, default),
                >= 500 => (HistoryKind.Info, default),
                _ => throw new InvalidOperationException($"{request.Method} {request.RequestUri} answered {response.StatusCode}: {text}"),
            };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (HistoryKind.Info, default);
        }
    }
}
