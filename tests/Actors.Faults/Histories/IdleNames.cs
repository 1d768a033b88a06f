using System.Diagnostics;
using Actors.Tests.Support.Histories;
using Npgsql;
using static Actors.Faults.Api;

namespace Actors.Faults.Histories;

/// <summary>
/// Locks and roles that are used once and then left alone until the silos have removed their records, so that the next use finds none.
/// </summary>
internal sealed class IdleNames(HistoryCluster cluster, HistoryLog log)
{
    /// <summary>The least that the settings take.</summary>
    internal static readonly TimeSpan Retention = TimeSpan.FromMinutes(1);

    private const string Prefix = "idle-";
    private const int Each = 4;
    private static readonly TimeSpan RemovedWithin = TimeSpan.FromMinutes(2);

    private int _uses;

    internal async Task UseAsync()
    {
        _uses++;
        for (var i = 0; i < Each; i++)
        {
            await UseAsync($"{Prefix}lock-{i}", HttpMethod.Post, name => $"locks/{name}/leases", new { owner = "run" }, "fencingToken");
            await UseAsync($"{Prefix}role-{i}", HttpMethod.Put, name => $"roles/{name}/candidates/run-{_uses}", new { }, "term");
        }
    }

    internal async Task WaitUntilRemovedAsync()
    {
        var waited = Stopwatch.StartNew();
        while (await CountAsync() is > 0 and var left)
        {
            Assert.True(waited.Elapsed < RemovedWithin, $"{left} records of idle locks and roles are still there.");
            await Task.Delay(200, Cancel);
        }
    }

    private async Task UseAsync(string name, HttpMethod method, Func<string, string> path, object body, string token)
    {
        var http = cluster.Silos[0].Http;
        var invoked = log.Invoke(HistoryActions.Acquire, name);
        var granted = await http.OkAsync(method, $"/v1/{path(name)}", body);
        log.End(invoked, HistoryKind.Ok, granted.Number(token), HistoryClock.After(invoked.At, TimeSpan.FromSeconds(15)));
        var release = log.Invoke(HistoryActions.Release, name, granted.Number(token));
        await http.OkAsync(HttpMethod.Delete, granted.TryGetProperty("leaseId", out var lease) ? $"/v1/{path(name)}/{lease.GetString()}" : $"/v1/{path(name)}");
        log.End(release, HistoryKind.Ok);
    }

    private async Task<long> CountAsync()
    {
        await using var connection = new NpgsqlConnection($"{cluster.Database};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand($"select count(*) from actors.record where kind in ('lock', 'role') and key like '{Prefix}%'", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
