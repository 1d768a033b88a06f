using Actors.Records;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing.Storage;

namespace Actors.Tests.Records;

/// <summary>A database in memory with faults to inject, and cells over it that run one turn at a time, as in a grain.</summary>
internal sealed class CellBench : IAsyncDisposable
{
    private readonly RecordStore _store;
    private readonly Gate _gate = new();
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private int _commits;

    internal CellBench(TimeSpan? busyRetryMax = null)
    {
        Database = new FaultyDatabase(_gate, TimeProvider.System);
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

    /// <summary>From now on a commit goes through only when it is let.</summary>
    internal void Hold() => _gate.IsHeld = true;

    /// <summary>Waits for a commit, and lets it through.</summary>
    internal Task LetOnePassAsync() => _gate.LetOnePassAsync();

    internal async Task StartAsync() => await _store.MigrateAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class Gate() : DatabaseDecorator(new MemoryDatabase(TimeProvider.System))
    {
        private readonly SemaphoreSlim _arrived = new(0);
        private readonly SemaphoreSlim _passes = new(0);

        internal bool IsHeld { get; set; }

        internal async Task LetOnePassAsync()
        {
            await _arrived.WaitAsync(TestContext.Current.CancellationToken);
            _passes.Release();
        }

        public override async Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
        {
            if (IsHeld)
            {
                _arrived.Release();
                await _passes.WaitAsync(TestContext.Current.CancellationToken);
            }

            return await Inner.CommitAsync(units);
        }
    }
}
