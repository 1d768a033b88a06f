using System.Text;
using System.Text.Json.Nodes;

namespace Actors.Cluster.Tests.Doors;

/// <summary>Sends requests as any HTTP caller would, and reads problems as refusals.</summary>
internal sealed class HttpDoor(HttpClient http)
{
    internal static string Text(string value) => Uri.EscapeDataString(value);

    /// <summary>Sends; <paramref name="read"/> makes the value of a success.</summary>
    internal async Task<Answer<T>> SendAsync<T>(
        HttpMethod method, string path, string? json, Func<HttpResponseMessage, JsonNode?, T> read, params (string Name, string? Value)[] headers)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        var body = text.Length == 0 ? null : JsonNode.Parse(text);
        if (response.IsSuccessStatusCode) return Answer.Of(read(response, body));
        var problem = body?.AsObject() ?? throw new InvalidOperationException($"{method} {path} gave {(int)response.StatusCode} without a problem.");
        return new Answer<T>
        {
            Code = (string)problem["code"]!,
            Facts = problem.ToDictionary(member => member.Key, member => member.Value?.ToString() ?? ""),
        };
    }
}
