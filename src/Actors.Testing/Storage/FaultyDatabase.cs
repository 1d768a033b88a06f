using Actors.Storage;

namespace Actors.Testing.Storage;

/// <summary>A database whose commits fail as networks do. Reads pass through, but for those of receipts, which can be held up.</summary>
public sealed class FaultyDatabase(IRecordDatabase inner, TimeProvider time) : IRecordDatabase
{
    /// <summary>Decides the fate of each commit. Default: none fails.</summary>
    public Func<IReadOnlyList<RecordUnit>, CommitFault> OnCommit { get; set; } = _ => CommitFault.None;

    /// <summary>Holds up the answer of a look for a receipt, after the look. Default: not at all.</summary>
    public Func<RecordKey, Task> OnReceiptRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>How long a delayed commit is held up. Default: 100 ms.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(100);

    public int Lanes => inner.Lanes;

    public Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken) => inner.MigrateAsync(slots, cancellationToken);

    public async Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
    {
        var fault = OnCommit(units);
        if (fault == CommitFault.ThrowBefore) throw new IOException("Injected: the commit did not arrive.");
        if (fault == CommitFault.Delay) await Task.Delay(Delay, time).ConfigureAwait(false);
        var results = await inner.CommitAsync(units).ConfigureAwait(false);
        if (fault == CommitFault.Duplicate) await inner.CommitAsync(units).ConfigureAwait(false);
        return fault == CommitFault.ThrowAfter ? throw new IOException("Injected: the acknowledgement was lost.") : results;
    }

    public Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        => inner.ReadAsync(keys, cancellationToken);

    public async Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
    {
        var snapshot = await inner.ReadReceiptAsync(key, requestId, cancellationToken).ConfigureAwait(false);
        await OnReceiptRead(key).ConfigureAwait(false);
        return snapshot;
    }

    public Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
        => inner.ScanDueAsync(slots, limit, cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken) => inner.CountAsync(query, cancellationToken);

    public Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
        => inner.ReadFeedAsync(after, filter, limit, cancellationToken);

    public Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken) => inner.FeedEndAsync(cancellationToken);

    public Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken) => inner.PurgeAsync(eventRetention, cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
