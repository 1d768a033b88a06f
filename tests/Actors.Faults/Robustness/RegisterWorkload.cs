using Actors.Faults.Histories;
using Actors.Tests.Support.Histories;

namespace Actors.Faults.Robustness;

/// <summary>
/// Registers that several processes read, write and compare-and-set at once. A register is left for the next after so many operations
/// that the search for an order of them stays short.
/// </summary>
internal sealed class RegisterWorkload(int seed, IReadOnlyList<string> doors, HistoryLog log, Func<bool> ended)
{
    private const int Clients = 4;
    private const int OperationsEach = 25;

    private long _values;

    internal Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Factory.StartNew(
        () => WorkAsync(client), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

    private async Task WorkAsync(int client)
    {
        var random = new Random(seed + client);
        var http = new HttpDoors(random, doors);
        for (var register = 0; !ended(); register++)
        {
            var name = $"register-{seed}-{register}";
            var seen = 0L;
            for (var operation = 0; operation < OperationsEach && !ended(); operation++)
            {
                seen = await OperateAsync(http, random, name, seen);
                await Task.Delay(random.Next(10, 80));
            }
        }
    }

    /// <summary>Returns the version that the register has by this client's knowledge.</summary>
    private async Task<long> OperateAsync(HttpDoors http, Random random, string name, long seen)
    {
        var path = $"/v1/entities/document/{name}";
        var dice = random.Next(3);
        if (dice == 0)
        {
            var read = log.Invoke(HistoryActions.Read, name);
            var (kind, body, _) = await http.SendAsync(HttpMethod.Get, path);
            var found = kind == HistoryKind.Ok;
            var none = kind == HistoryKind.Fail;
            var version = found ? body.Number("version") : 0;
            log.End(read, found || none ? HistoryKind.Ok : HistoryKind.Info, version: version, value: found ? body.GetProperty("state").Number("value") : null);
            return found ? version : seen;
        }

        var value = Interlocked.Increment(ref _values);
        var expected = dice == 1 && seen > 0 ? seen : (long?)null;
        var set = log.Invoke(HistoryActions.Set, name, value: value, expected: expected);
        (string, string)[] headers = expected is null ? [] : [("If-Match", $"\"{expected}\"")];
        var (outcome, answer, _) = await http.SendAsync(HttpMethod.Put, path, new { value }, headers);

        // Nothing but a failed precondition is a refusal here: what was too much for the cluster may have been done by an earlier attempt.
        if (outcome == HistoryKind.Fail && expected is null) outcome = HistoryKind.Info;
        log.End(set, outcome, version: outcome == HistoryKind.Ok ? answer.Number("version") : null);
        return outcome == HistoryKind.Ok ? answer.Number("version") : seen;
    }
}
