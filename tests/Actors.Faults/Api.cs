using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Actors.Faults;

/// <summary>Short ways to call the HTTP API and look at what it says.</summary>
internal static class Api
{
    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        this HttpClient http, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    internal static async Task<JsonElement> OkAsync(this HttpClient http, HttpMethod method, string path, object? body = null, params (string, string)[] headers)
    {
        var (status, answer) = await http.SendAsync(method, path, body, headers);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path} answered {(int)status}: {answer}");
        return answer;
    }

    internal static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    internal static long Number(this JsonElement element, string member) => element.GetProperty(member).GetInt64();

    /// <summary>Every item of a listing, page by page.</summary>
    internal static async Task<List<JsonElement>> AllAsync(this HttpClient http, string path)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await http.OkAsync(HttpMethod.Get, cursor is null ? path : $"{path}{separator}cursor={Uri.EscapeDataString(cursor)}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null);
        return items;
    }

    /// <summary>Waits until it holds; fails with what is there instead if it does not for long.</summary>
    internal static async Task WaitForAsync(Func<bool> holds, string what)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 300, what);
            await Task.Delay(100, Cancel);
        }
    }
}
