using System.Diagnostics;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Api;

namespace Actors.Faults.Histories;

/// <summary>The clients of a run and what is done to them and to the silos. The seed fixes the schedule, not the interleaving.</summary>
internal sealed class HistoryRun(string histories, int seed, IReadOnlyList<NodeProcess> silos, RedisServer redis) : IAsyncDisposable
{
    private static readonly TimeSpan ServedWithin = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(seed);
    private readonly List<WorkerProcess> _workers = [];
    private int _started;
    private long _faultsEnded;

    internal async Task StartWorkersAsync(int http, int clients)
    {
        for (var i = 0; i < http; i++) await StartWorkerAsync(HistoryWorker.Argument);
        for (var i = 0; i < clients; i++) await StartWorkerAsync(ClientWorker.Argument);
    }

    /// <summary>One round of every fault, in an order of the seed.</summary>
    internal async Task FaultsAsync(TimeSpan beyondTtl)
    {
        Func<Task>[] faults = [KillSiloAsync, () => FreezeSiloAsync(beyondTtl), KillWorkerAsync, () => FreezeWorkerAsync(beyondTtl), RestartAllAsync];
        _random.Shuffle(faults);
        foreach (var fault in faults)
        {
            await Task.Delay(_random.Next(1000, 3000), Cancel);
            await fault();
        }

        _faultsEnded = HistoryClock.Now;
    }

    /// <summary>Waits until every client has been granted every name since the faults.</summary>
    internal async Task ServeEverybodyAsync(int pairs)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var verdict = HistoryCheckers.Served(History.Read(histories), _faultsEnded);
            if (verdict.Holds && verdict.Checked >= pairs) return;
            // What the clients printed tells of one that has ended by itself: it met an answer that it must never get.
            Assert.True(waited.Elapsed < ServedWithin, $"seed {seed}, {histories}: {verdict}\n{string.Join('\n', _workers.Select(worker => worker.Output))}");
            await Task.Delay(500, Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
    }

    private async Task StartWorkerAsync(string kind)
    {
        var number = _started++;
        var doors = kind == ClientWorker.Argument ? [redis.ConnectionString] : silos.Select(silo => silo.Url);
        var worker = new WorkerProcess(kind, histories, $"{kind}-{number}", seed + number, doors);
        _workers.Add(worker);
        await worker.StartAsync(Cancel);
    }

    private async Task KillSiloAsync()
    {
        var silo = Any(silos);
        silo.Kill();
        await silo.StartAsync(Cancel);
    }

    private async Task FreezeSiloAsync(TimeSpan beyondTtl)
    {
        var silo = Any(silos);
        await silo.FreezeAsync(Cancel);
        await Task.Delay(beyondTtl, Cancel);
        await silo.ThawAsync(Cancel);
    }

    private async Task KillWorkerAsync()
    {
        var worker = Any(_workers);
        _workers.Remove(worker);
        await worker.DisposeAsync();
        await StartWorkerAsync(worker.Kind);
    }

    private async Task FreezeWorkerAsync(TimeSpan beyondTtl)
    {
        var worker = Any(_workers);
        await worker.FreezeAsync(Cancel);
        await Task.Delay(beyondTtl, Cancel);
        await worker.ThawAsync(Cancel);
    }

    private async Task RestartAllAsync()
    {
        foreach (var silo in silos) silo.Kill();
        await Task.WhenAll(silos.Select(silo => silo.StartAsync(Cancel)));
    }

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
