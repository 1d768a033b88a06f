using System.Collections.Concurrent;

namespace Actors.Storage.Sqlite;

/// <summary>
/// One thread for one connection: SQLite blocks while it reads and flushes, and must not do so on the thread pool. Work runs
/// in the order it was handed in.
/// </summary>
internal sealed class SqliteThread : IAsyncDisposable
{
    private readonly BlockingCollection<Action<SqliteSession>> _work = [];
    private readonly SqliteSession _session;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SqliteThread(string name, SqliteSession session)
    {
        _session = session;
        new Thread(Run) { Name = name, IsBackground = true }.UnsafeStart();
    }

    internal Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
        => RunAsync(work, TaskCreationOptions.RunContinuationsAsynchronously, cancellationToken);

    /// <summary>As above, but what awaits the work goes on on this thread, and has to leave it soon.</summary>
    internal Task<T> RunThroughAsync<T>(Func<SqliteSession, T> work) => RunAsync(work, TaskCreationOptions.None, CancellationToken.None);

    private Task<T> RunAsync<T>(Func<SqliteSession, T> work, TaskCreationOptions options, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(options);
        try
        {
            _work.Add(Do, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(SqliteDatabase), "The database is closed; nothing was sent.");
        }

        return completion.Task;

        void Do(SqliteSession session)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                completion.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                completion.TrySetResult(work(session));
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception);
            }
        }
    }

    /// <summary>Finishes the work handed in so far, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work(_session);
        _session.Dispose();
        _work.Dispose();
        _ended.SetResult();
    }
}
