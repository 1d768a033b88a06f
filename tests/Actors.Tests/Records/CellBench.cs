using Actors.Records;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing.Storage;

namespace Actors.Tests.Records;

/// <summary>A database in memory with faults to inject, and cells over it that run one turn at a time, as in a grain.</summary>
internal sealed class CellBench : IAsyncDisposable
{
    private readonly RecordStore _store;
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private int _commits;

    internal CellBench(TimeSpan? busyRetryMax = null)
    {
        Database = new FaultyDatabase(new MemoryDatabase(TimeProvider.System), TimeProvider.System);
        _store = new RecordStore([Database], new RecordStoreOptions { BusyRetryMax = busyRetryMax ?? TimeSpan.FromMinutes(1) }, TimeProvider.System);
        Fault(_ => CommitFault.None);
    }

    internal static RecordKey Key { get; } = RecordKey.Create("tally", "one");

    internal FaultyDatabase Database { get; }

    internal IRecordStore Store => _store;

    /// <summary>How many commits have been sent.</summary>
    internal int Commits => _commits;

    /// <summary>Decides the fate of the commits from now on; the argument counts them all from 1.</summary>
    internal void Fault(Func<int, CommitFault> decide) => Database.OnCommit = _ => decide(Interlocked.Increment(ref _commits));

    /// <summary>Activates a cell, as a grain would; the clock is the cell's own.</summary>
    internal async Task<TallyCell> ActivateAsync(TimeProvider? time = null)
    {
        var cell = new TallyCell(_store, Key, _turns, time ?? TimeProvider.System);
        await cell.LoadAsync();
        return cell;
    }

    internal async Task<(Tally? State, long Version)> StoredAsync()
    {
        var snapshot = await _store.ReadAsync(Key, TestContext.Current.CancellationToken);
        return snapshot.Record is { } record ? (StateJson.Read<Tally>(record.State), record.Version) : (null, snapshot.Floor);
    }

    internal async Task StartAsync() => await _store.MigrateAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
