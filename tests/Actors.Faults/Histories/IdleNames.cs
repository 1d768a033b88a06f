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

    private readonly HttpDoors _doors = new(Random.Shared, cluster.Silos.Select(silo => silo.Url));
    private int _uses;

    internal async Task UseAsync()
    {
        _uses++;
        for (var i = 0; i < Each; i++)
        {
            await UseAsync($"{Prefix}lock-{i}", HttpMethod.Post, name => $"locks/{name}/leases", new { owner = "run", ttlSeconds = HistoryNames.Ttl.TotalSeconds }, "fencingToken");
            await UseAsync($"{Prefix}role-{i}", HttpMethod.Put, name => $"roles/{name}/candidates/run-{_uses}", new { ttlSeconds = HistoryNames.Ttl.TotalSeconds }, "term");
        }
    }

    internal async Task WaitUntilRemovedAsync()
    {
        var waited = Stopwatch.StartNew();
        while (await CountAsync() is > 0 and var left)
        {
            Assert.True(waited.Elapsed < RemovedWithin, $"{left} records of idle locks and roles are still there.");
            await cluster.ReviveAsync(Cancel);
            await Task.Delay(200, Cancel);
        }
    }

    private async Task UseAsync(string name, HttpMethod method, Func<string, string> path, object body, string token)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await cluster.ReviveAsync(Cancel);
            var invoked = log.Invoke(HistoryActions.Acquire, name);
            var (kind, granted, sent) = await _doors.SendAsync(method, $"/v1/{path(name)}", body);
            if (kind == HistoryKind.Ok)
            {
                log.End(invoked, kind, granted.Number(token), HistoryClock.After(sent, HistoryNames.Ttl));
                var release = log.Invoke(HistoryActions.Release, name, granted.Number(token));
                var lease = granted.TryGetProperty("leaseId", out var id) ? $"/{id.GetString()}" : "";
                log.End(release, (await _doors.SendAsync(HttpMethod.Delete, $"/v1/{path(name)}{lease}")).Kind);
                return;
            }

            log.End(invoked, kind);
            Assert.True(waited.Elapsed < RemovedWithin, $"{name} is not to be had.");
        }
    }

    private async Task<long> CountAsync()
    {
        await using var connection = new NpgsqlConnection($"{cluster.Database};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand($"select count(*) from actors.record where kind in ('lock', 'role') and key like '{Prefix}%'", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
