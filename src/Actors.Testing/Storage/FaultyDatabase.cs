using Actors.Storage;

namespace Actors.Testing.Storage;

/// <summary>A database whose commits fail as networks do. Reads pass through, but for those of receipts, which can be held up.</summary>
public sealed class FaultyDatabase(IRecordDatabase inner, TimeProvider time) : DatabaseDecorator(inner)
{
    /// <summary>Decides the fate of each commit. Default: none fails.</summary>
    public Func<IReadOnlyList<RecordUnit>, CommitFault> OnCommit { get; set; } = _ => CommitFault.None;

    /// <summary>Holds up the answer of a look for a receipt, after the look. Default: not at all.</summary>
    public Func<RecordKey, Task> OnReceiptRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>How long a delayed commit is held up. Default: 100 ms.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(100);

    public override async Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
    {
        var fault = OnCommit(units);
        if (fault == CommitFault.ThrowBefore) throw new IOException("Injected: the commit did not arrive.");
        if (fault == CommitFault.Busy) return [.. units.Select(_ => UnitResult.Busy)];
        if (fault == CommitFault.Delay) await Task.Delay(Delay, time).ConfigureAwait(false);
        var results = await Inner.CommitAsync(units).ConfigureAwait(false);
        if (fault == CommitFault.Duplicate) await Inner.CommitAsync(units).ConfigureAwait(false);
        return fault == CommitFault.ThrowAfter ? throw new IOException("Injected: the acknowledgement was lost.") : results;
    }

    public override async Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
    {
        var snapshot = await Inner.ReadReceiptAsync(key, requestId, cancellationToken).ConfigureAwait(false);
        await OnReceiptRead(key).ConfigureAwait(false);
        return snapshot;
    }
}
