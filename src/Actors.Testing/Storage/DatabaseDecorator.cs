using Actors.Storage;

namespace Actors.Testing.Storage;

/// <summary>A database that passes everything on to another; derive from it to change some of that.</summary>
public abstract class DatabaseDecorator(IRecordDatabase inner) : IRecordDatabase
{
    /// <summary>The database beneath.</summary>
    protected IRecordDatabase Inner { get; } = inner;

    public int Lanes => Inner.Lanes;

    public virtual Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken) => Inner.MigrateAsync(slots, cancellationToken);

    public virtual Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units) => Inner.CommitAsync(units);

    public virtual Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        => Inner.ReadAsync(keys, cancellationToken);

    public virtual Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
        => Inner.ReadReceiptAsync(key, requestId, cancellationToken);

    public virtual Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
        => Inner.ScanDueAsync(slots, limit, cancellationToken);

    public virtual Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
        => Inner.ListAsync(query, cancellationToken);

    public virtual Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken) => Inner.CountAsync(query, cancellationToken);

    public virtual Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
        => Inner.ReadFeedAsync(after, filter, limit, cancellationToken);

    public virtual Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken) => Inner.FeedEndAsync(cancellationToken);

    public virtual Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken) => Inner.PurgeAsync(eventRetention, cancellationToken);

    public virtual Task PingAsync(CancellationToken cancellationToken) => Inner.PingAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await DisposeInnerAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>What becomes of the database beneath when this is disposed of. Default: it is disposed of too.</summary>
    protected virtual ValueTask DisposeInnerAsync() => Inner.DisposeAsync();
}
