using System.Globalization;

namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>Entities by HTTP.</summary>
internal sealed class EntityOverHttp(HttpDoor http) : IEntityDoor
{
    public Task<Answer<Carried>> ExecuteAsync(EntityAsk ask) => http.SendAsync(
        HttpMethod.Post,
        $"{Path(ask.Type, ask.Id)}/commands/{HttpDoor.Text(ask.Command)}",
        ask.Body,
        (response, body) => new Carried(body!.ToJsonString(), Version(response), response.Headers.Contains("Actors-Replayed")),
        ("Idempotency-Key", ask.RequestId),
        ask.IfVersion is 0 ? ("If-None-Match", "*") : ("If-Match", ask.IfVersion is { } version ? $"\"{version}\"" : null));

    public Task<Answer<EntitySeen>> DescribeAsync(string type, string id) => http.SendAsync(
        HttpMethod.Get, Path(type, id), null, (_, body) => new EntitySeen((long)body!["version"]!, body["state"]!.ToJsonString()));

    public Task<Answer<EntityIds>> ListAsync(string type, string prefix, int limit, string? cursor) => http.SendAsync(
        HttpMethod.Get,
        $"/v1/entities/{HttpDoor.Text(type)}?prefix={HttpDoor.Text(prefix)}&limit={limit}" + (cursor is null ? "" : $"&cursor={HttpDoor.Text(cursor)}"),
        null,
        (_, body) => new EntityIds([.. body!["items"]!.AsArray().Select(entity => (string)entity!["id"]!)], (string?)body["nextCursor"]));

    private static string Path(string type, string id) => $"/v1/entities/{HttpDoor.Text(type)}/{HttpDoor.Text(id)}";

    private static long Version(HttpResponseMessage response) => response.Headers.ETag is { } tag
        ? long.Parse(tag.Tag.Trim('"'), CultureInfo.InvariantCulture)
        : 0;
}
