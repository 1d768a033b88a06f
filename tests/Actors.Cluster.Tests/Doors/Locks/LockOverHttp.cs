using System.Text.Json.Nodes;
using Actors.Commands;
using Actors.Locks;

namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>Locks by HTTP.</summary>
internal sealed class LockOverHttp(HttpDoor http) : ILockDoor
{
    public Task<Answer<LockGranted>> AcquireAsync(LockAsk ask) => http.SendAsync(
        HttpMethod.Post,
        $"{Path(ask.Name)}/leases",
        new JsonObject
        {
            ["owner"] = ask.Owner,
            ["ttlSeconds"] = ask.TtlSeconds,
            ["mode"] = Word(ask.Mode),
            ["permits"] = ask.Permits,
        }.ToJsonString(),
        Granted,
        ("Idempotency-Key", ask.RequestId),
        ("Prefer", $"wait={ask.WaitSeconds}"));

    public Task<Answer<LockGranted>> RenewAsync(string name, string leaseId)
        => http.SendAsync(HttpMethod.Put, $"{Path(name)}/leases/{HttpDoor.Text(leaseId)}", null, Granted);

    public Task<Answer<LockGranted>> ConvertAsync(string name, LockGranted grant, LockMode mode, int waitSeconds) => http.SendAsync(
        HttpMethod.Put,
        $"{Path(name)}/leases/{HttpDoor.Text(grant.LeaseId)}/mode",
        new JsonObject { ["mode"] = Word(mode), ["fencingToken"] = grant.Token }.ToJsonString(),
        Granted,
        ("Prefer", $"wait={waitSeconds}"));

    public Task<Answer<bool>> SetPermitsAsync(string name, int permits)
        => http.SendAsync(HttpMethod.Put, $"{Path(name)}/permits", new JsonObject { ["permits"] = permits }.ToJsonString(), Done);

    public Task<Answer<bool>> ReleaseAsync(string name, string leaseId)
        => http.SendAsync(HttpMethod.Delete, $"{Path(name)}/leases/{HttpDoor.Text(leaseId)}", null, Done);

    public Task<Answer<bool>> BreakAsync(string name, long token, string reason) => http.SendAsync(
        HttpMethod.Delete, $"{Path(name)}/holder", new JsonObject { ["reason"] = reason }.ToJsonString(), Done, ("If-Match", $"\"{token}\""));

    public Task<Answer<bool>> CheckAsync(string name, long token)
        => http.SendAsync(HttpMethod.Get, $"{Path(name)}/check?token={token}", null, Done);

    public async Task<LockSeen> DescribeAsync(string name)
    {
        var seen = await http.SendAsync(HttpMethod.Get, Path(name), null, (_, body) => LockSeen.Of(
            [.. body!["holders"]!.AsArray().Select(holder => (string)holder!["owner"]!)], (long)body["lastToken"]!, (int)body["waiting"]!));
        return seen.Require();
    }

    public async Task<IReadOnlyList<string>> HistoryAsync(string name)
    {
        var seen = await http.SendAsync<IReadOnlyList<string>>(
            HttpMethod.Get, $"{Path(name)}/history", null, (_, body) => [.. body!["items"]!.AsArray().Select(grant => (string)grant!["how"]!)]);
        return seen.Require();
    }

    private static string Word(LockMode mode) => CommandNames.Kebab(mode.ToString());

    private static string Path(string name) => $"/v1/locks/{HttpDoor.Text(name)}";

    private static LockGranted Granted(HttpResponseMessage response, JsonNode? body)
        => new((string)body!["leaseId"]!, (long)body["fencingToken"]!);

    private static bool Done(HttpResponseMessage response, JsonNode? body) => true;
}
