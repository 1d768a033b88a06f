using Microsoft.Data.Sqlite;

namespace Actors.Storage.Sqlite;

/// <summary>
/// Records in one SQLite file: one writer thread with one transaction per batch, and two reader threads, one for single rows
/// and one for listings, so that a long listing holds up no activation. The clock is the process's own.
/// </summary>
public sealed class SqliteDatabase(SqliteStorageOptions options, TimeProvider time) : IRecordDatabase
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private FileStream? _owner;
    private Threads? _threads;
    private bool _closed;

    public int Lanes => 1;

    private Threads Open => _threads ?? throw new InvalidOperationException("The database is not open: call MigrateAsync once, before anything else.");

    public async Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(options.Path);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _threads ??= OpenThreads(path);
            await _threads.Writer.RunAsync(session => SqliteSchema.Migrate(session, path, slots), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw new StorageSetupException(
                $"The database file '{path}' cannot be used: {exception.Message}. Check that it is a SQLite file, that the node may write it, and that the disk has room.", exception);
        }
        finally
        {
            _opening.Release();
        }
    }

    // The next batch is gathered on the writer's own thread: handing over to the thread pool and back would cost more.
    public Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
        => Open.Writer.RunThroughAsync(session => SqliteWriter.Commit(session, units, time.GetUtcNow()));

    public Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        => Open.Reader.RunAsync(session => SqliteReader.Read(session, keys, time.GetUtcNow()), cancellationToken);

    public Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
        => Open.Reader.RunAsync(session => SqliteReader.ReadReceipt(session, key, requestId, time.GetUtcNow()), cancellationToken);

    public Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
        => Open.Lister.RunAsync(session => SqliteReader.ScanDue(session, slots, limit, time.GetUtcNow()), cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
        => Open.Lister.RunAsync(session => SqliteListing.List(session, query), cancellationToken);

    public Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken)
        => Open.Lister.RunAsync(session => SqliteListing.Count(session, query), cancellationToken);

    public Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
        => Open.Lister.RunAsync(session => SqliteReader.ReadFeed(session, after, filter, limit), cancellationToken);

    public Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken)
        => Open.Reader.RunAsync(SqliteReader.FeedEnd, cancellationToken);

    public async Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken)
    {
        // One piece of work per transaction, so that commits take their turns in between.
        var now = time.GetUtcNow();
        while (await Open.Writer.RunAsync(session => SqliteWriter.PurgeReceipts(session, now), cancellationToken).ConfigureAwait(false)) { }
        while (await Open.Writer.RunAsync(session => SqliteWriter.PurgeEvents(session, now - eventRetention), cancellationToken).ConfigureAwait(false)) { }
    }

    public Task PingAsync(CancellationToken cancellationToken)
        => Open.Reader.RunAsync(session => session.Scalar("select 1"), cancellationToken);

    /// <summary>Finishes what was handed in, closes the file and lets another node have it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_closed) return;
            _closed = true;
            if (_threads is not null) await _threads.DisposeAsync().ConfigureAwait(false);
            if (_owner is not null) await _owner.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private Threads OpenThreads(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _owner ??= OwnerLock.Take(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageSetupException(
                $"The folder of the database file '{path}' cannot be written: {exception.Message} Let the node's user write there, or set another path.", exception);
        }

        return new Threads(path);
    }

    private sealed class Threads(string path) : IAsyncDisposable
    {
        internal SqliteThread Writer { get; } = new("sqlite writer", new SqliteSession(path));

        internal SqliteThread Reader { get; } = new("sqlite reader", new SqliteSession(path));

        internal SqliteThread Lister { get; } = new("sqlite lister", new SqliteSession(path));

        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync().ConfigureAwait(false);
            await Lister.DisposeAsync().ConfigureAwait(false);
            await Writer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
