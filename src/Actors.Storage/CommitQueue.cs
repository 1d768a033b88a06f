using Microsoft.Extensions.Logging;

namespace Actors.Storage;

/// <summary>
/// Group commit: one batch in flight, the next one filling meanwhile. No timer decides when a batch goes: it goes when the one
/// before it is done, so a lone writer waits for nobody and a crowd shares one disk flush. A second lane is open only while more
/// waits than a batch gains by being larger.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    // Measured on PostgreSQL: below this many rows, one larger batch beats two smaller ones at once; above, two lanes do.
    private const int NextLaneRows = 192;

    // How many units are settled one after the other. Each by itself costs a pass through the thread pool's queue; all together would
    // leave the other cores idle.
    private const int Share = 32;

    private readonly IRecordDatabase _database;
    private readonly RecordStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly CommitFaults _faults;
    private readonly Lock _gate = new();
    private readonly Queue<Pending> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private long _waitingBytes;
    private int _lanes;
    private bool _closed;

    internal CommitQueue(IRecordDatabase database, RecordStoreOptions options, TimeProvider time, ILogger logger)
    {
        _database = database;
        _options = options;
        _time = time;
        _faults = new CommitFaults(logger, time);
        StoreInstruments.Opened(this);
    }

    /// <summary>How many units wait; for a gauge, so an old number will do.</summary>
    internal int Depth => _waiting.Count;

    /// <summary>How many lanes send; likewise.</summary>
    internal int BusyLanes => _lanes;

    internal Task<UnitResult> CommitAsync(RecordUnit unit)
    {
        var pending = new Pending(unit, _time.GetTimestamp());
        Enqueue(pending);
        return pending.Task;
    }

    /// <summary>Takes no more units, and completes when those that it has are settled.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_lanes == 0) _drained.TrySetResult();
        }

        await _drained.Task.ConfigureAwait(false);
        StoreInstruments.Closed(this);
    }

    private void Enqueue(Pending pending)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(RecordStore));

            // A unit is never larger than the room for all of them, so an empty queue takes any.
            if (_waiting.Count >= _options.WaitingRowsMax || (_waiting.Count > 0 && _waitingBytes + pending.Size > _options.WaitingBytesMax))
            {
                StoreInstruments.Refused("commits");
                throw new StoreOverloadedException("commits");
            }

            pending.Number = ++_last;
            Wait(pending);
            if (_lanes > 0 && (_lanes >= _database.Lanes || _waiting.Count < NextLaneRows)) return;
            _lanes++;
        }

        // Away from the caller: a batch that a grain sets off must not run on the grain's scheduler.
        ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.RunLaneAsync(), this, preferLocal: false);
    }

    private void Wait(Pending pending)
    {
        _waiting.Enqueue(pending);
        _waitingBytes += pending.Size;
    }

    private async Task RunLaneAsync()
    {
        var batch = new List<Pending>();
        while (Gather(batch))
        {
            await SendAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    /// <summary>Takes what fits into one batch, sorted, no key twice. False: too little is left for this lane, and it has closed.</summary>
    private bool Gather(List<Pending> batch)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 || (_lanes > 1 && _waiting.Count < NextLaneRows))
            {
                // The few that may still wait go with the other lane's next batch.
                _lanes--;
                if (_closed && _lanes == 0) _drained.TrySetResult();
                return false;
            }

            for (var size = 0; batch.Count < _options.BatchRowsMax && size < _options.BatchBytesMax && _waiting.TryDequeue(out var pending);)
            {
                batch.Add(pending);
                size += pending.Size;
                _waitingBytes -= pending.Size;
            }
        }

        // Not under the gate, which every writer passes. The sort is by key, then by who came first.
        batch.Sort(static (x, y) => x.Unit.Key.CompareTo(y.Unit.Key) is var byKey and not 0 ? byKey : x.Number.CompareTo(y.Number));
        PutBackRepeats(batch);
        return true;
    }

    private void PutBackRepeats(List<Pending> batch)
    {
        List<Pending>? repeats = null;
        var kept = 1;
        for (var i = 1; i < batch.Count; i++)
        {
            if (batch[i].Unit.Key == batch[kept - 1].Unit.Key) (repeats ??= []).Add(batch[i]);
            else batch[kept++] = batch[i];
        }

        if (repeats is null) return;
        batch.RemoveRange(kept, batch.Count - kept);
        lock (_gate)
        {
            foreach (var repeat in repeats) Wait(repeat);
        }
    }

    private async Task SendAsync(List<Pending> batch)
    {
        var (sent, units) = (batch.ToArray(), new RecordUnit[batch.Count]);
        for (var i = 0; i < units.Length; i++) units[i] = sent[i].Unit;
        var started = _time.GetTimestamp();
        Observe(batch);
        try
        {
            var results = await _database.CommitAsync(units).ConfigureAwait(false);
            // Met here it leaves the outcome unknown; where they are settled it would end the process.
            if (results.Count != units.Length) throw new InvalidOperationException($"The database answered {results.Count} of {units.Length} units.");
            Settle(sent, (pending, i) => pending.TrySetResult(results[i]));
            StoreInstruments.Answered(results, _time.GetElapsedTime(started));
        }
        catch (UnitsFailedException failed)
        {
            Settle(sent, (pending, i) =>
            {
                if (failed.Errors.TryGetValue(i, out var error)) pending.TrySetException(new UnitFailedException(error));
                else pending.TrySetResult(failed.Results[i]);
            });
            StoreInstruments.Answered(failed.Results, _time.GetElapsedTime(started));
            StoreInstruments.Failed(failed.Errors.Count);
            _faults.Tell(failed.Errors.Count, failed.Errors.Values.First());
        }
        catch (Exception exception)
        {
            StoreInstruments.Unknown(units.Length);
            _faults.Tell(units.Length, exception);
            var unknown = new CommitUnknownException(exception);
            Settle(sent, (pending, _) => pending.TrySetException(unknown));
        }
    }

    /// <summary>On the thread pool, as this may be a database's own thread, which has the next batch to send.</summary>
    private static void Settle(Pending[] sent, Action<Pending, int> settle)
    {
        for (var from = 0; from < sent.Length; from += Share)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static share =>
                {
                    for (var i = share.From; i < Math.Min(share.From + Share, share.Sent.Length); i++) share.Settle(share.Sent[i], i);
                },
                (Sent: sent, Settle: settle, From: from), preferLocal: false);
        }
    }

    private void Observe(List<Pending> batch)
    {
        var oldest = long.MaxValue;
        foreach (var pending in batch)
        {
            oldest = Math.Min(oldest, pending.Since);
            foreach (var span in pending.Unit.Spans) span.Sent(batch.Count);
        }

        StoreInstruments.Sent(batch.Count, _time.GetElapsedTime(oldest));
    }

    // What awaits it goes on where it is settled, before the next of its share: grains go over to their own scheduler there.
    private sealed class Pending(RecordUnit unit, long since) : TaskCompletionSource<UnitResult>
    {
        internal RecordUnit Unit { get; } = unit;

        internal int Size { get; } = UnitRules.Size(unit);

        /// <summary>The timestamp at which it came.</summary>
        internal long Since { get; } = since;

        /// <summary>Who came first.</summary>
        internal long Number { get; set; }
    }
}
