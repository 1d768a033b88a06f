namespace Actors.Storage;

/// <summary>The records of all databases, with group commit and gathered reads. What grains and readers use.</summary>
public interface IRecordStore
{
    /// <summary>How long a unit that is <see cref="UnitResult.Busy"/> is worth sending again.</summary>
    TimeSpan BusyRetryMax { get; }

    /// <summary>How many commands to one record may wait for its commit.</summary>
    int WaitingCommandsMax { get; }

    /// <summary>
    /// Waits its turn in a batch and commits; see <see cref="UnitResult"/> for the definite answers. What awaits this without a scheduler
    /// of its own goes on before others of the same batch are answered, so it must not block there.
    /// </summary>
    /// <exception cref="ArgumentException">The unit is not one: a limit is exceeded; nothing was sent.</exception>
    /// <exception cref="UnitFailedException">The database refused this unit with an error; nothing of it was written.</exception>
    /// <exception cref="CommitUnknownException">It is not known whether the unit was committed.</exception>
    Task<UnitResult> CommitAsync(RecordUnit unit);

    /// <summary>Reads one record; reads of many callers share round trips.</summary>
    Task<RecordSnapshot> ReadAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>Looks for a receipt, and for the version of the record at the same moment.</summary>
    Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken);

    /// <summary>Rows of these slots that are due, at most <paramref name="limit"/> per database.</summary>
    Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken);

    /// <summary>One page of committed rows over all databases, in byte order of kind and key.</summary>
    Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken);

    Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>Reads on from a cursor over all databases; each database's events come in its commit order.</summary>
    Task<FeedRead> ReadFeedAsync(FeedCursor after, FeedFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// A cursor that no event committed from now on comes before. Events that committed lately, beside a transaction still
    /// open, may come after it too.
    /// </summary>
    Task<FeedCursor> FeedEndAsync(CancellationToken cancellationToken);

    Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken);

    Task PingAsync(CancellationToken cancellationToken);
}
