using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Histories.HistoryNames;

namespace Actors.Faults.Histories;

/// <summary>A client that takes, renews, gives back and abandons locks and a role over HTTP, and writes down what it did and saw.</summary>
internal sealed class HistoryWorker(string process, Random random, IReadOnlyList<HttpClient> doors, HistoryLog log)
{
    internal const string Argument = "history-worker";

    private long? _lastTerm;

    /// <summary>Works until it is killed. Takes the folder of histories, its own name, a seed and the addresses of the silos.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        using var log = new HistoryLog(args[0], args[1]);
        var doors = args[3..].Select(url => new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(6) }).ToList();
        var worker = new HistoryWorker(args[1], new Random(int.Parse(args[2], CultureInfo.InvariantCulture)), doors, log);
        while (true) await worker.TurnAsync();
    }

    private async Task TurnAsync()
    {
        var name = HistoryNames.All[random.Next(HistoryNames.All.Length)];
        if (await AcquireAsync(name) is not { } held)
        {
            await Task.Delay(random.Next(20, 200));
            return;
        }

        for (var renewals = random.Next(4); renewals > 0; renewals--)
        {
            await Task.Delay(random.Next(50, 700));
            if (!await RenewAsync(name, held)) return;
        }

        // Some are abandoned, as by a client that forgot: their time must run out.
        if (random.Next(4) > 0) await ReleaseAsync(name, held);
    }

    private async Task<Held?> AcquireAsync(string name)
    {
        var invoked = log.Invoke(HistoryActions.Acquire, name);
        if (name == Role) return await CampaignAsync(invoked);
        var (kind, body) = await SendAsync(HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner = process, ttlSeconds = Ttl.TotalSeconds }, wait: true);
        if (kind != HistoryKind.Ok) return End(invoked, kind);
        var held = new Held(body.Number("fencingToken"), body.Text("leaseId"));
        log.End(invoked, kind, held.Token, HistoryClock.After(invoked.At, Ttl));
        return held;
    }

    private async Task<Held?> CampaignAsync(HistoryEvent invoked)
    {
        var (kind, body) = await SendAsync(HttpMethod.Put, CandidatePath, new { ttlSeconds = Ttl.TotalSeconds });
        if (kind != HistoryKind.Ok) return End(invoked, kind);
        if (!body.GetProperty("isLeader").GetBoolean()) return End(invoked, HistoryKind.Fail);
        var term = body.Number("term");

        // A term that was led before, such as when an answer to a resignation was lost, is not a new grant.
        var action = term == _lastTerm ? HistoryActions.Renew : HistoryActions.Acquire;
        _lastTerm = term;
        log.End(invoked with { Action = action }, kind, term, HistoryClock.After(invoked.At, Ttl));
        return new Held(term, process);
    }

    private async Task<bool> RenewAsync(string name, Held held)
    {
        var invoked = log.Invoke(HistoryActions.Renew, name, held.Token);
        if (name == Role) return await CampaignAsync(invoked) is not null;
        var (kind, _) = await SendAsync(HttpMethod.Put, $"/v1/locks/{name}/leases/{Uri.EscapeDataString(held.Id)}");
        log.End(invoked, kind, held.Token, kind == HistoryKind.Ok ? HistoryClock.After(invoked.At, Ttl) : null);
        return kind == HistoryKind.Ok;
    }

    private async Task ReleaseAsync(string name, Held held)
    {
        var path = name == Role ? CandidatePath : $"/v1/locks/{name}/leases/{Uri.EscapeDataString(held.Id)}";
        var invoked = log.Invoke(HistoryActions.Release, name, name == Role ? _lastTerm : held.Token);
        var (kind, _) = await SendAsync(HttpMethod.Delete, path);
        log.End(invoked, kind);
    }

    private string CandidatePath => $"/v1/roles/{Role}/candidates/{process}";

    private Held? End(HistoryEvent invoked, HistoryKind kind)
    {
        log.End(invoked, kind);
        return null;
    }

    private async Task<(HistoryKind Kind, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null, bool wait = false)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (wait) request.Headers.Add("Prefer", "wait=1");
        try
        {
            using var response = await doors[random.Next(doors.Count)].SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => (HistoryKind.Ok, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone()),
                408 or 409 or 410 or 429 => (HistoryKind.Fail, default),
                >= 500 => (HistoryKind.Info, default),
                _ => throw new InvalidOperationException($"{method} {path} answered {response.StatusCode}: {text}"),
            };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (HistoryKind.Info, default);
        }
    }

    private sealed record Held(long Token, string Id);
}
