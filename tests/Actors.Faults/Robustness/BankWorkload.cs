using System.Collections.Concurrent;
using Actors.Faults.Histories;
using Actors.Faults.Robustness.Bank;
using Actors.Tests.Support.Histories;

namespace Actors.Faults.Robustness;

/// <summary>Moves money between accounts by sagas; some accounts take none. Afterwards every balance is what the sagas say it must be.</summary>
internal sealed class BankWorkload(int seed, IReadOnlyList<string> doors, Func<bool> ended)
{
    private const int Clients = 2;
    private static readonly string[] Open = ["ada", "bob", "cleo", "dan"];
    private static readonly string[] Accounts = [.. Open, Account.Closed];

    private readonly ConcurrentQueue<string> _accepted = [];

    internal int Accepted => _accepted.Count;

    internal Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Clients).Select(TransferAsync));

    /// <summary>Waits for the end of every accepted transfer, and adds up. Returns what is wrong.</summary>
    internal async Task<HistoryVerdict> CheckAsync(HttpClient http)
    {
        foreach (var id in _accepted) await EndedAsync(http, id);
        var violations = new List<string>();
        var transfers = await http.AllAsync("/v1/sagas?definition=transfer&limit=1000");
        var known = transfers.Select(transfer => transfer.Text("id")).ToHashSet();
        violations.AddRange(_accepted.Where(id => !known.Contains(id)).Select(id => $"transfer {id} was accepted, and is not there"));
        violations.AddRange(transfers.Where(one => one.Text("status") is not ("completed" or "compensated")).Select(one => $"transfer {one} has not ended"));
        var completed = transfers.Where(one => one.Text("status") == "completed").Select(one => one.GetProperty("input")).ToList();
        violations.AddRange(completed.Where(input => input.Text("to") == Account.Closed).Select(input => $"{input} went to a closed account"));
        foreach (var account in Accounts)
        {
            var expected = completed.Sum(input => (input.Text("to") == account ? input.Number("amount") : 0) - (input.Text("from") == account ? input.Number("amount") : 0));
            var (status, body) = await http.SendAsync(HttpMethod.Get, $"/v1/entities/account/{account}");
            var moved = (int)status == 200 ? body.GetProperty("state").Number("moved") : 0;
            if (moved != expected) violations.Add($"account {account}: {moved} were moved, and its transfers add up to {expected}");
        }

        return new HistoryVerdict(transfers.Count, violations);
    }

    private static async Task EndedAsync(HttpClient http, string id)
    {
        for (var wait = 0; wait < 12; wait++)
        {
            var (status, body) = await http.SendAsync(HttpMethod.Get, $"/v1/sagas/transfer/{id}/result", null, ("Prefer", "wait=10"));
            if ((int)status == 200) return;
            if ((int)status != 202) throw new RobustnessException($"transfer {id} answered {(int)status}: {body}");
        }

        throw new RobustnessException($"transfer {id} has not ended after two minutes: {(await http.SendAsync(HttpMethod.Get, $"/v1/sagas/transfer/{id}")).Body}");
    }

    private async Task TransferAsync(int client)
    {
        await Task.Yield();
        var random = new Random(seed + client);
        var http = new HttpDoors(random, doors);
        for (var turn = 0; !ended(); turn++)
        {
            var id = $"t-{seed}-{client}-{turn}";
            var input = new TransferInput(Open[random.Next(Open.Length)], Accounts[random.Next(Accounts.Length)], random.Next(1, 400));
            var (kind, _, _) = await http.SendAsync(HttpMethod.Put, $"/v1/sagas/transfer/{id}", new { input });
            if (kind == HistoryKind.Ok) _accepted.Enqueue(id);
            await Task.Delay(random.Next(50, 300));
        }
    }
}
