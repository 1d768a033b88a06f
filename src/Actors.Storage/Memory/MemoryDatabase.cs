namespace Actors.Storage.Memory;

/// <summary>
/// Records in memory, with the same semantics as the durable databases but one: everything is lost when the process ends.
/// For tests, and for nodes whose state may be lost.
/// </summary>
public sealed class MemoryDatabase(TimeProvider time) : IRecordDatabase
{
    private readonly Lock _gate = new();
    private readonly MemoryTables _tables = new();

    public int Lanes => 1;

    public Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        var results = new UnitResult[units.Count];
        lock (_gate)
        {
            var now = time.GetUtcNow();
            for (var i = 0; i < results.Length; i++) results[i] = _tables.Commit(units[i], now);
        }

        return Task.FromResult<IReadOnlyList<UnitResult>>(results);
    }

    public Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var snapshots = new RecordSnapshot[keys.Count];
        lock (_gate)
        {
            var now = time.GetUtcNow();
            for (var i = 0; i < snapshots.Length; i++) snapshots[i] = _tables.Read(keys[i], now);
        }

        return Task.FromResult<IReadOnlyList<RecordSnapshot>>(snapshots);
    }

    public Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_tables.ReadReceipt(key, requestId, time.GetUtcNow()));
    }

    public Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<DueRecord>>([.. _tables.Due(slots, time.GetUtcNow()).Take(limit)]);
    }

    public Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var order = Utf8KeyOrder.Instance;
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<StoredRecord>>([.. _tables.Matching(query)
                .Where(record => query.After is not { } after || order.Compare(record.Key, after) > 0)
                .OrderBy(record => record.Key, order)
                .Take(query.Limit)]);
        }
    }

    public Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_gate) return Task.FromResult(_tables.Matching(query).LongCount());
    }

    public Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (_gate) return Task.FromResult(_tables.ReadFeed(after, filter, limit));
    }

    public Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_tables.FeedEnd);
    }

    public Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken)
    {
        lock (_gate) _tables.Purge(eventRetention, time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
