using System.Diagnostics;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;
using static Actors.Faults.Api;

namespace Actors.Faults.Histories;

/// <summary>The clients of a run and what is done to them and to the cluster. The seed fixes the schedule, not the interleaving.</summary>
internal sealed class HistoryRun(string histories, int seed, HistoryCluster cluster) : IAsyncDisposable
{
    private static readonly TimeSpan ServedWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan BeyondTtl = HistoryNames.Ttl * 2;

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
    internal async Task FaultsAsync()
    {
        Func<Task>[] faults =
        [
            KillSiloAsync, FreezeSiloAsync, RestartAllAsync, KillWorkerAsync, FreezeWorkerAsync, KillStoreAsync,
            () => LoseAnswersAsync(cluster.Doors), () => LoseAnswersAsync(cluster.StoreWires), DeliverLateAsync,
        ];
        _random.Shuffle(faults);
        foreach (var fault in faults)
        {
            await Task.Delay(_random.Next(500, 2000), Cancel);
            await cluster.ReviveAsync(Cancel);
            await fault();
            _faultsEnded = HistoryClock.Now;
        }
    }

    /// <summary>Kills all silos together.</summary>
    internal async Task RestartAllAsync()
    {
        foreach (var silo in cluster.Silos) silo.Kill();
        await Task.WhenAll(cluster.Silos.Select(silo => silo.StartAsync(Cancel)));
        _faultsEnded = HistoryClock.Now;
    }

    /// <summary>Waits until every client has been granted every name since the faults.</summary>
    internal async Task ServeEverybodyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await cluster.ReviveAsync(Cancel);
            var verdict = HistoryCheckers.Served(History.Read(histories), _faultsEnded);
            var wanted = (_workers.Count * HistoryNames.All.Length) + _workers.Count(worker => worker.Kind == ClientWorker.Argument);
            if (verdict.Holds && verdict.Checked >= wanted) return;

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
        var doors = kind == ClientWorker.Argument ? [cluster.Redis] : cluster.Doors.Select(door => $"http://127.0.0.1:{door.Port}");
        var worker = new WorkerProcess(kind, histories, $"{kind}-{number}", seed + number, doors);
        _workers.Add(worker);
        await worker.StartAsync(Cancel);
    }

    private async Task KillSiloAsync()
    {
        var silo = Any(cluster.Silos);
        silo.Kill();
        await silo.StartAsync(Cancel);
    }

    private async Task FreezeSiloAsync()
    {
        var silo = Any(cluster.Silos);
        await silo.FreezeAsync(Cancel);
        await Task.Delay(BeyondTtl, Cancel);
        await silo.ThawAsync(Cancel);
    }

    private async Task KillWorkerAsync()
    {
        var worker = Any(_workers);
        _workers.Remove(worker);
        await worker.DisposeAsync();
        await StartWorkerAsync(worker.Kind);
    }

    private async Task FreezeWorkerAsync()
    {
        var worker = Any(_workers);
        await worker.FreezeAsync(Cancel);
        await Task.Delay(BeyondTtl, Cancel);
        await worker.ThawAsync(Cancel);
    }

    private async Task KillStoreAsync()
    {
        cluster.Store.Kill();
        await cluster.Store.StartAsync(Cancel);
    }

    /// <summary>Requests are carried out, and whoever sent them is not told: until at least one answer was lost.</summary>
    private static async Task LoseAnswersAsync(IReadOnlyList<TcpProxy> wires)
    {
        var before = wires.Sum(wire => wire.AnswersLost);
        foreach (var wire in wires) wire.LoseAnswers();
        await Task.Delay(1500, Cancel);
        var waited = Stopwatch.StartNew();
        while (wires.Sum(wire => wire.AnswersLost) == before)
        {
            Assert.True(waited.Elapsed < ServedWithin, "Nobody has asked for anything, so no answer could be lost.");
            await Task.Delay(20, Cancel);
        }

        foreach (var wire in wires) wire.Heal();
    }

    /// <summary>A silo dies while its writes are under way to the store; they arrive when the other silo has long taken over.</summary>
    private async Task DeliverLateAsync()
    {
        var dying = _random.Next(cluster.Silos.Count);
        var wire = cluster.StoreWires[dying];
        wire.KeepRequests();
        await Task.Delay(700, Cancel);
        cluster.Silos[dying].Kill();
        await Task.Delay(BeyondTtl, Cancel);
        wire.Heal();
        await cluster.Silos[dying].StartAsync(Cancel);
    }

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
