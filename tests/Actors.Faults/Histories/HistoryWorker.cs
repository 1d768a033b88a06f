using System.Globalization;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Histories.HistoryNames;

namespace Actors.Faults.Histories;

/// <summary>
/// A client that takes, renews, gives back and abandons locks of all modes, a role and a session over HTTP, writes to a register under
/// the lock that guards it and later still, and writes down what it did and saw.
/// </summary>
internal sealed class HistoryWorker(string process, Random random, HttpDoors doors, HistoryLog log)
{
    internal const string Argument = "http-worker";

    private long? _lastTerm;
    private long? _oldToken;

    /// <summary>Works until it is killed. Takes the folder of histories, its own name, a seed and the addresses of the silos.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        using var log = new HistoryLog(args[0], args[1]);
        var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
        var worker = new HistoryWorker(args[1], random, new HttpDoors(random, args[3..]), log);
        while (true) await worker.TurnAsync();
    }

    /// <summary>One hold of one name.</summary>
    internal async Task TurnAsync()
    {
        // As a holder that was paused would: its lock is another's by now, and the register knows.
        if (_oldToken is { } old && random.Next(3) == 0) await WriteAsync(old);
        var name = All[random.Next(All.Length)];
        if (await AcquireAsync(name) is not { } held)
        {
            await Task.Delay(random.Next(20, 200));
            return;
        }

        for (var renewals = random.Next(4); renewals > 0; renewals--)
        {
            if (name == Guard) await WriteAsync(held.Token);
            await Task.Delay(random.Next(50, 500));
            if (!await RenewAsync(held)) return;
        }

        if (name == Guard) _oldToken = held.Token;

        // Some are abandoned, as by a client that forgot: their time must run out.
        if (held.Ttl > Ttl || random.Next(4) > 0) await ReleaseAsync(held);
    }

    private async Task<Held?> AcquireAsync(string name)
    {
        if (name == Role) return await CampaignAsync(log.Invoke(HistoryActions.Acquire, name));
        var session = name == Plain && random.Next(2) == 0 ? await OpenSessionAsync() : null;
        var (mode, together) = Mode(name, random);

        // A long lease has time left when another activation has taken over.
        var ttl = session is null ? Ttl * random.Next(1, 4) : Ttl;
        var invoked = log.Invoke(HistoryActions.Acquire, name, together: together);
        var (kind, body, sent) = await doors.SendAsync(
            HttpMethod.Post,
            $"/v1/locks/{name}/leases",
            new { owner = process, ttlSeconds = ttl.TotalSeconds, mode, permits = name == Pool ? Permits : (int?)null, session = session?.Id },
            ("Prefer", "wait=1"));
        if (kind != HistoryKind.Ok) return End(invoked, kind);
        var path = session is null ? $"/v1/locks/{name}/leases/{Uri.EscapeDataString(body.Text("leaseId"))}" : $"/v1/sessions/{session.Id}";
        var held = new Held(name, body.Number("fencingToken"), path, ttl, together);
        log.End(invoked, kind, held.Token, HistoryClock.After(session?.Sent ?? sent, ttl));
        return held;
    }

    private async Task<Session?> OpenSessionAsync()
    {
        var (kind, body, sent) = await doors.SendAsync(HttpMethod.Post, "/v1/sessions", new { owner = process, ttlSeconds = Ttl.TotalSeconds });
        return kind == HistoryKind.Ok ? new Session(body.Text("sessionId"), sent) : null;
    }

    private async Task<Held?> CampaignAsync(HistoryEvent invoked)
    {
        var path = $"/v1/roles/{Role}/candidates/{process}";
        var (kind, body, sent) = await doors.SendAsync(HttpMethod.Put, path, new { ttlSeconds = Ttl.TotalSeconds });
        if (kind != HistoryKind.Ok) return End(invoked, kind);
        if (!body.GetProperty("isLeader").GetBoolean()) return End(invoked, HistoryKind.Fail);
        var term = body.Number("term");

        // A term that was led before, such as when an answer to a resignation was lost, is not a new grant.
        var action = term == _lastTerm ? HistoryActions.Renew : HistoryActions.Acquire;
        _lastTerm = term;
        log.End(invoked with { Action = action }, kind, term, HistoryClock.After(sent, Ttl));
        return new Held(Role, term, path, Ttl, Together: 1);
    }

    /// <summary>False if it is held no longer. When nobody knows whether it was renewed, it is held as before.</summary>
    private async Task<bool> RenewAsync(Held held)
    {
        var invoked = log.Invoke(HistoryActions.Renew, held.Name, held.Token, held.Together);
        if (held.Name == Role) return await CampaignAsync(invoked) is not null;
        var (kind, _, sent) = await doors.SendAsync(HttpMethod.Put, held.Path);
        log.End(invoked, kind, held.Token, kind == HistoryKind.Ok ? HistoryClock.After(sent, held.Ttl) : null);
        return kind != HistoryKind.Fail;
    }

    private async Task ReleaseAsync(Held held)
    {
        var invoked = log.Invoke(HistoryActions.Release, held.Name, held.Name == Role ? _lastTerm : held.Token);
        var (kind, _, _) = await doors.SendAsync(HttpMethod.Delete, held.Path);
        log.End(invoked, kind);
    }

    private async Task WriteAsync(long token)
    {
        var invoked = log.Invoke(HistoryActions.Write, Register, token);
        var (kind, body, _) = await doors.SendAsync(
            HttpMethod.Put, $"/v1/entities/document/{Register}", new { by = process, token }, ("Actors-Fencing-Token", $"{token};lock=\"{Guard}\""));
        log.End(invoked, kind, token, version: kind == HistoryKind.Ok ? body.Number("version") : null);
    }

    private Held? End(HistoryEvent invoked, HistoryKind kind)
    {
        log.End(invoked, kind);
        return null;
    }

    /// <param name="Path">What is renewed and ended: the lease, the candidate, or the session that it hangs on.</param>
    private sealed record Held(string Name, long Token, string Path, TimeSpan Ttl, int Together);

    private sealed record Session(string Id, long Sent);
}
