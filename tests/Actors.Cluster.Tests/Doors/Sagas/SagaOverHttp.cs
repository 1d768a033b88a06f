using System.Net;
using System.Text.Json.Nodes;

namespace Actors.Cluster.Tests.Doors.Sagas;

/// <summary>Sagas by HTTP.</summary>
internal sealed class SagaOverHttp(HttpDoor http) : ISagaDoor
{
    public Task<Answer<SagaSeen>> StartAsync(string definition, string id, string input)
        => http.SendAsync(HttpMethod.Put, Path(definition, id), $"{{\"input\":{input}}}", Of);

    public Task<Answer<SagaSeen>> DescribeAsync(string definition, string id) => http.SendAsync(HttpMethod.Get, Path(definition, id), null, Of);

    public async Task<SagaSeen> ResultAsync(string definition, string id)
    {
        while (true)
        {
            var answer = await http.SendAsync(
                HttpMethod.Get,
                $"{Path(definition, id)}/result",
                null,
                (response, body) => response.StatusCode == HttpStatusCode.OK ? Of(response, body) : null,
                ("Prefer", "wait=5"));
            if (answer.Require() is { } ended) return ended;
        }
    }

    public Task<Answer<SagaSeen>> CancelAsync(string definition, string id, string reason) => http.SendAsync(
        HttpMethod.Post, $"{Path(definition, id)}/actions/cancel", new JsonObject { ["reason"] = reason }.ToJsonString(), Of);

    public async Task<IReadOnlyList<SagaEntry>> HistoryAsync(string definition, string id)
    {
        var history = await http.SendAsync<IReadOnlyList<SagaEntry>>(
            HttpMethod.Get,
            $"{Path(definition, id)}/history",
            null,
            (_, body) => [.. body!["items"]!.AsArray().Select(entry => new SagaEntry((string)entry!["op"]!, (string?)entry["step"], (string)entry["outcome"]!))]);
        return history.Require();
    }

    private static string Path(string definition, string id) => $"/v1/sagas/{HttpDoor.Text(definition)}/{HttpDoor.Text(id)}";

    private static SagaSeen Of(HttpResponseMessage response, JsonNode? body) => new(
        (string)body!["status"]!, (string?)body["error"]?["code"], (string?)body["error"]?["step"], response.StatusCode == HttpStatusCode.Created);
}
