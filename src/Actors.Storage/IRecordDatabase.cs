namespace Actors.Storage;

/// <summary>
/// One database that holds records: the port that each driver implements. Everything above it (group commit, gathered
/// reads, several databases) is written once, in <see cref="RecordStore"/>.
/// </summary>
public interface IRecordDatabase : IAsyncDisposable
{
    /// <summary>How many batches may be in flight at once, 1 to 4.</summary>
    int Lanes { get; }

    /// <summary>
    /// Creates the schema or brings it up to date; safe when many processes do so at once. Checks that the pinned slot hash
    /// and <paramref name="slots"/> are those recorded at first start, and records them if there are none yet.
    /// </summary>
    /// <exception cref="StorageSetupException">The database cannot be used; the message says why and what to do.</exception>
    Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken);

    /// <summary>
    /// Commits the units in one transaction. They come sorted by key, no key twice. Returns one definite result per unit, in
    /// order: a refused unit leaves no trace and never takes its neighbours with it. Not cancellable, as a commit under way
    /// cannot be called back. What awaits it may go on on the driver's own thread, so it must not block there.
    /// </summary>
    /// <exception cref="UnitsFailedException">
    /// The batch is settled, but the database refused some of its units with an error; nothing of those was written.
    /// </exception>
    /// <exception cref="Exception">
    /// Any other: the outcome of the whole batch is unknown. The driver never repeats a commit of unknown fate.
    /// </exception>
    Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units);

    /// <summary>Reads many keys in one round trip; answers in order.</summary>
    Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken);

    /// <summary>An expired receipt is no receipt.</summary>
    Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken);

    /// <summary>Rows of these slots whose due time has come by the database's clock, earliest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>How many rows match, whatever the query's cursor and limit.</summary>
    Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Reads events after <paramref name="after"/> in commit order, behind the watermark: no event that a transaction still
    /// open could precede is shown. At most <paramref name="limit"/> rows are looked at. A cursor before the last purged event
    /// is gone, the start of the feed too once anything was purged: a reader is told of a gap, it never has to guess. So is
    /// a cursor beyond the end, which comes from a store that has since lost events.
    /// </summary>
    Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Where the feed ends now: an event committed after this call comes after it.</summary>
    Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken);

    /// <summary>Removes receipts that have expired and events older than <paramref name="eventRetention"/>, in small transactions.</summary>
    Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken);

    /// <summary>Answers if the database does.</summary>
    Task PingAsync(CancellationToken cancellationToken);
}
