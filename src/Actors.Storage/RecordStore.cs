using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Storage;

/// <summary>The store over one or more databases; the slots are divided evenly among them, in the order given.</summary>
public sealed class RecordStore : IRecordStore, IAsyncDisposable
{
    private readonly IReadOnlyList<IRecordDatabase> _databases;
    private readonly IReadOnlyList<SlotRange> _ranges;
    private readonly IReadOnlyList<CommitQueue> _commits;
    private readonly IReadOnlyList<ReadLane> _readers;
    private readonly IReadOnlyList<QueryRoom> _queries;

    /// <param name="databases">Where records are kept.</param>
    /// <param name="options">The store's bounds.</param>
    /// <param name="time">Measures how long commits take.</param>
    /// <param name="logger">Is told of commits that fail. Default: nobody is.</param>
    public RecordStore(IReadOnlyList<IRecordDatabase> databases, RecordStoreOptions options, TimeProvider time, ILogger<RecordStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(databases);
        ArgumentNullException.ThrowIfNull(options);
        _databases = databases;
        BusyRetryMax = options.BusyRetryMax;
        WaitingCommandsMax = options.WaitingCommandsMax;
        _ranges = SlotRange.Split(databases.Count);
        _commits = [.. databases.Select(database => new CommitQueue(database, options, time, logger ?? NullLogger<RecordStore>.Instance))];
        _readers = [.. databases.Select(database => new ReadLane(database, options.WaitingReadsMax))];
        _queries = [.. databases.Select(_ => new QueryRoom(options.QueriesMax))];
    }

    public TimeSpan BusyRetryMax { get; }

    public int WaitingCommandsMax { get; }

    public int Databases => _databases.Count;

    /// <summary>Creates or updates every database's schema. Call once, before anything else.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _databases.Count; i++) await _databases[i].MigrateAsync(_ranges[i], cancellationToken).ConfigureAwait(false);
    }

    public Task<UnitResult> CommitAsync(RecordUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        UnitRules.Check(unit);
        return _commits[IndexOf(unit.Key)].CommitAsync(unit);
    }

    public Task<RecordSnapshot> ReadAsync(RecordKey key, CancellationToken cancellationToken)
        => _readers[IndexOf(key)].ReadAsync(key, cancellationToken);

    public Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
    {
        var database = IndexOf(key);
        return _queries[database].AskAsync(() => _databases[database].ReadReceiptAsync(key, requestId, cancellationToken));
    }

    public async Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
    {
        var due = new List<DueRecord>();
        for (var i = 0; i < _databases.Count; i++)
        {
            if (_ranges[i].Intersect(slots) is not { } range) continue;
            due.AddRange(await _databases[i].ScanDueAsync(range, limit, cancellationToken).ConfigureAwait(false));
        }

        return due;
    }

    public async Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        QueryRules.Check(query);
        if (!QueryRules.CanMatch(query)) return [];
        var pages = await AskAllAsync(database => database.ListAsync(query, cancellationToken)).ConfigureAwait(false);
        if (pages.Length == 1) return pages[0];
        return [.. pages.SelectMany(page => page).OrderBy(record => record.Key, Utf8KeyOrder.Instance).Take(query.Limit)];
    }

    public async Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        QueryRules.Check(query);
        if (!QueryRules.CanMatch(query)) return 0;
        var counts = await AskAllAsync(database => database.CountAsync(query, cancellationToken)).ConfigureAwait(false);
        return counts.Sum();
    }

    public async Task<FeedRead> ReadFeedAsync(FeedCursor after, FeedFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        QueryRules.Check(filter);
        if (after.Positions.Length != _databases.Count) return new FeedRead([], after, Gone: true);
        var events = new List<(StoredEvent, FeedCursor)>();
        var cursor = after;
        for (var i = 0; i < _databases.Count; i++)
        {
            var (database, position) = (_databases[i], after.Positions[i]);
            var page = await _queries[i].AskAsync(() => database.ReadFeedAsync(position, filter, limit, cancellationToken)).ConfigureAwait(false);
            if (page.Gone) return new FeedRead([], after, Gone: true);
            foreach (var read in page.Events)
            {
                cursor = cursor.With(i, read.Position);
                events.Add((read, cursor));
            }

            cursor = cursor.With(i, page.Next);
        }

        return new FeedRead(events, cursor, Gone: false);
    }

    public async Task<FeedCursor> FeedEndAsync(CancellationToken cancellationToken)
        => FeedCursor.At(await AskAllAsync(database => database.FeedEndAsync(cancellationToken)).ConfigureAwait(false));

    public Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken)
        => Task.WhenAll(_databases.Select(database => database.PurgeAsync(eventRetention, cancellationToken)));

    public Task PingAsync(CancellationToken cancellationToken)
        => Task.WhenAll(_databases.Select(database => database.PingAsync(cancellationToken)));

    /// <summary>Lets the queues finish what they hold, then closes the databases.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var commits in _commits) await commits.DisposeAsync().ConfigureAwait(false);
        foreach (var reader in _readers) await reader.DisposeAsync().ConfigureAwait(false);
        foreach (var database in _databases) await database.DisposeAsync().ConfigureAwait(false);
    }

    private Task<T[]> AskAllAsync<T>(Func<IRecordDatabase, Task<T>> query)
        => Task.WhenAll(_databases.Select((database, i) => _queries[i].AskAsync(() => query(database))));

    private int IndexOf(RecordKey key)
    {
        if (_ranges.Count == 1) return 0;
        var slot = key.Slot;
        for (var i = 0; i < _ranges.Count; i++)
        {
            if (slot <= _ranges[i].Last) return i;
        }

        throw new ArgumentOutOfRangeException(nameof(key), slot, $"Slots are 0 to {Slots.Count - 1}.");
    }
}
