namespace Actors.Storage.Postgres;

/// <summary>
/// One thread per lane, which sends a batch and waits for its answer. The thread pool has a queue, and a batch's answer would
/// wait behind everything that the batch before it has set off, with the server idle meanwhile.
/// </summary>
internal sealed class CommitThreads : IAsyncDisposable
{
    [ThreadStatic]
    private static CommitThreads? Running;

    private readonly PostgresCommitter _committer;
    private readonly Queue<Work> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _threads;
    private bool _closed;

    internal CommitThreads(PostgresCommitter committer, int lanes)
    {
        _committer = committer;
        _threads = lanes;
        for (var i = 0; i < lanes; i++) new Thread(Run) { Name = "postgres commits", IsBackground = true }.UnsafeStart();
    }

    /// <summary>Commits in the order of the calls. What awaits this goes on on the lane's thread, and has to leave it soon.</summary>
    internal Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
    {
        var work = new Work(units);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(PostgresDatabase));
            _waiting.Enqueue(work);
            // A thread that hands in its own next batch takes it itself, and nobody has to be woken.
            if (Running != this || _waiting.Count > 1) Monitor.Pulse(_waiting);
        }

        return work.Task;
    }

    /// <summary>Completes when everything handed in is settled.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_waiting)
        {
            _closed = true;
            Monitor.PulseAll(_waiting);
        }

        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        Running = this;
        while (Take() is { } work)
        {
            try
            {
                work.TrySetResult(_committer.Commit(work.Units));
            }
            catch (Exception exception)
            {
                work.TrySetException(exception);
            }
        }

        if (Interlocked.Decrement(ref _threads) == 0) _ended.SetResult();
    }

    private Work? Take()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_closed) Monitor.Wait(_waiting);
            return _waiting.TryDequeue(out var work) ? work : null;
        }
    }

    private sealed class Work(IReadOnlyList<RecordUnit> units) : TaskCompletionSource<IReadOnlyList<UnitResult>>
    {
        internal IReadOnlyList<RecordUnit> Units { get; } = units;
    }
}
