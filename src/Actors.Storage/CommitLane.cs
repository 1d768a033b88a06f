using System.Diagnostics;
using System.Threading.Channels;

namespace Actors.Storage;

/// <summary>
/// Group commit: one batch in flight, the next one filling meanwhile. No timer decides when a batch goes: it goes when the
/// one before it is done, so a lone writer waits for nobody and a crowd shares one disk flush.
/// </summary>
internal sealed class CommitLane : IAsyncDisposable
{
    private static readonly TimeSpan BusyRetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly IRecordDatabase _database;
    private readonly RecordStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;

    // What the batch being gathered could not take, because it holds the same key already or is full.
    private readonly Queue<Pending> _carried = new();

    internal CommitLane(IRecordDatabase database, RecordStoreOptions options, TimeProvider time)
    {
        _database = database;
        _options = options;
        _time = time;
        // Away from the caller: a lane made inside a grain must not run on the grain's scheduler, nor in its trace.
        using var flow = ExecutionContext.SuppressFlow();
        _loop = Task.Run(RunAsync);
    }

    internal Task<UnitResult> CommitAsync(RecordUnit unit)
    {
        var pending = new Pending(unit, _time.GetTimestamp());
        return _queue.Writer.TryWrite(pending)
            ? pending.Completion.Task
            : throw new ObjectDisposedException(nameof(RecordStore), "The store is closed; nothing was sent.");
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        var keys = new HashSet<RecordKey>();
        while (_carried.Count > 0 || await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Gather(batch, keys);
            await SendAsync(batch).ConfigureAwait(false);
            batch.Clear();
            keys.Clear();
        }
    }

    private void Gather(List<Pending> batch, HashSet<RecordKey> keys)
    {
        var size = 0;
        for (var carried = _carried.Count; carried > 0; carried--) Take(_carried.Dequeue());
        while (batch.Count < _options.BatchRowsMax && size < _options.BatchBytesMax && _queue.Reader.TryRead(out var pending)) Take(pending);
        batch.Sort(static (x, y) => x.Unit.Key.CompareTo(y.Unit.Key));

        void Take(Pending pending)
        {
            var fits = batch.Count < _options.BatchRowsMax && (size == 0 || size < _options.BatchBytesMax);
            if (fits && keys.Add(pending.Unit.Key))
            {
                batch.Add(pending);
                size += UnitRules.Size(pending.Unit);
            }
            else
            {
                _carried.Enqueue(pending);
            }
        }
    }

    private async Task SendAsync(List<Pending> batch)
    {
        var units = new RecordUnit[batch.Count];
        for (var i = 0; i < units.Length; i++) units[i] = batch[i].Unit;
        var started = _time.GetTimestamp();
        using var activity = StoreInstruments.StartCommit(units.Length);
        try
        {
            var results = await _database.CommitAsync(units).ConfigureAwait(false);
            for (var i = 0; i < units.Length; i++) Settle(batch[i], results[i]);
            StoreInstruments.Committed(units.Length, _time.GetElapsedTime(started));
        }
        catch (UnitsFailedException failed)
        {
            for (var i = 0; i < units.Length; i++)
            {
                if (failed.Errors.TryGetValue(i, out var error)) batch[i].Completion.TrySetException(new UnitFailedException(error));
                else Settle(batch[i], failed.Results[i]);
            }

            StoreInstruments.Committed(units.Length, _time.GetElapsedTime(started));
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            StoreInstruments.Unknown(units.Length);
            var unknown = new CommitUnknownException(exception);
            foreach (var pending in batch) pending.Completion.TrySetException(unknown);
        }
    }

    private void Settle(Pending pending, UnitResult result)
    {
        if (result == UnitResult.Busy && _time.GetElapsedTime(pending.Since) < _options.BusyRetryMax)
        {
            _ = RetryAsync(pending);
            return;
        }

        pending.Completion.TrySetResult(result);
    }

    // Off the lane, so that a row which a user's transaction holds delays its own unit only.
    private async Task RetryAsync(Pending pending)
    {
        await Task.Delay(BusyRetryDelay, _time).ConfigureAwait(false);
        if (!_queue.Writer.TryWrite(pending)) pending.Completion.TrySetResult(UnitResult.Busy);
    }

    private sealed class Pending(RecordUnit unit, long since)
    {
        internal RecordUnit Unit { get; } = unit;

        internal long Since { get; } = since;

        internal TaskCompletionSource<UnitResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
