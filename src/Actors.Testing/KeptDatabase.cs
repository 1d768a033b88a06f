using Actors.Storage;

namespace Actors.Testing;

/// <summary>A database that outlives the hosts that use it: their disposal leaves it open.</summary>
internal sealed class KeptDatabase(IRecordDatabase inner) : IRecordDatabase
{
    public int Lanes => inner.Lanes;

    public Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken) => inner.MigrateAsync(slots, cancellationToken);

    public Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units) => inner.CommitAsync(units);

    public Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        => inner.ReadAsync(keys, cancellationToken);

    public Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
        => inner.ReadReceiptAsync(key, requestId, cancellationToken);

    public Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
        => inner.ScanDueAsync(slots, limit, cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
        => inner.ListAsync(query, cancellationToken);

    public Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken) => inner.CountAsync(query, cancellationToken);

    public Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
        => inner.ReadFeedAsync(after, filter, limit, cancellationToken);

    public Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken) => inner.FeedEndAsync(cancellationToken);

    public Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken) => inner.PurgeAsync(eventRetention, cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
