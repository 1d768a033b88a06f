using System.Threading.Channels;

namespace Actors.Storage;

/// <summary>Gathers reads as <see cref="CommitQueue"/> gathers writes: whoever asks while a read is under way shares the next one.</summary>
internal sealed class ReadLane : IAsyncDisposable
{
    private const int BatchMax = 256;

    private readonly IRecordDatabase _database;
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>();
    private readonly int _waitingMax;
    private readonly Task _loop;

    internal ReadLane(IRecordDatabase database, int waitingMax)
    {
        _database = database;
        _waitingMax = waitingMax;
        using var flow = ExecutionContext.SuppressFlow();
        _loop = Task.Run(RunAsync);
    }

    internal Task<RecordSnapshot> ReadAsync(RecordKey key, CancellationToken cancellationToken)
    {
        // Whoever asks at the same moment may slip in too: the bound is on memory, and need not be exact.
        if (_queue.Reader.Count >= _waitingMax)
        {
            StoreInstruments.Refused("reads");
            throw new StoreOverloadedException("reads");
        }

        var pending = new Pending(key);
        if (!_queue.Writer.TryWrite(pending)) throw new ObjectDisposedException(nameof(RecordStore), "The store is closed.");
        return pending.Completion.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < BatchMax && _queue.Reader.TryRead(out var pending)) batch.Add(pending);
            try
            {
                var snapshots = await _database.ReadAsync([.. batch.Select(pending => pending.Key)], CancellationToken.None).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++) batch[i].Completion.TrySetResult(snapshots[i]);
            }
            catch (Exception exception)
            {
                foreach (var pending in batch) pending.Completion.TrySetException(exception);
            }
        }
    }

    private sealed class Pending(RecordKey key)
    {
        internal RecordKey Key { get; } = key;

        internal TaskCompletionSource<RecordSnapshot> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
