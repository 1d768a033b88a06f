using System.Text.Json.Nodes;

namespace Actors.Cluster.Tests.Doors.Leaders;

/// <summary>Roles by HTTP.</summary>
internal sealed class LeaderOverHttp(HttpDoor http) : ILeaderDoor
{
    public Task<Answer<Standing>> CampaignAsync(string role, string candidate, double ttlSeconds = 30, string? value = null)
    {
        var body = new JsonObject { ["ttlSeconds"] = ttlSeconds };
        if (value is not null) body["value"] = value;
        return http.SendAsync(HttpMethod.Put, Path(role, candidate), body.ToJsonString(), (_, standing) => new Standing(
            (bool)standing!["isLeader"]!, (long)standing["term"]!, (string)standing["leader"]!));
    }

    public Task<Answer<bool>> ResignAsync(string role, string candidate)
        => http.SendAsync(HttpMethod.Delete, Path(role, candidate), null, (_, _) => true);

    public Task<Answer<string?>> HandOffAsync(string role, string candidate, string to) => http.SendAsync(
        HttpMethod.Delete, $"{Path(role, candidate)}?handOffTo={HttpDoor.Text(to)}", null, (_, left) => (string?)left!["successor"]);

    public Task<Answer<bool>> ProclaimAsync(string role, string candidate, long term, string? value)
    {
        var body = new JsonObject { ["candidate"] = candidate, ["term"] = term, ["value"] = value };
        return http.SendAsync(HttpMethod.Put, $"{Path(role)}/value", body.ToJsonString(), (_, _) => true);
    }

    public Task<Answer<bool>> SetSeatsAsync(string role, int seats)
        => http.SendAsync(HttpMethod.Put, $"{Path(role)}/policy", new JsonObject { ["seats"] = seats }.ToJsonString(), (_, _) => true);

    public async Task<RoleSeen> DescribeAsync(string role)
        => (await http.SendAsync(HttpMethod.Get, Path(role), null, (_, body) => Of(body!))).Require();

    public async Task<RoleSeen> NextAsync(string role, long seenVersion)
    {
        var seen = await http.SendAsync(
            HttpMethod.Get, Path(role), null, (_, body) => Of(body!), ("If-None-Match", $"\"{seenVersion}\""), ("Prefer", "wait=5"));
        return seen.Require();
    }

    private static RoleSeen Of(JsonNode body) => new(
        (long)body["term"]!,
        (string?)body["leader"],
        (string?)body["value"],
        body["candidates"]!.AsArray().Count,
        (long)body["version"]!,
        string.Join(' ', body["leaders"]!.AsArray().Select(leader => $"{leader!["candidate"]}:{leader["term"]}")));

    private static string Path(string role) => $"/v1/roles/{HttpDoor.Text(role)}";

    private static string Path(string role, string candidate) => $"{Path(role)}/candidates/{HttpDoor.Text(candidate)}";
}
