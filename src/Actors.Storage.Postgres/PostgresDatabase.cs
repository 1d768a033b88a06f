using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Storage.Postgres;

/// <summary>Records in one PostgreSQL database, in the schema "actors". Many nodes may share it. The clock is the server's.</summary>
public sealed class PostgresDatabase : IRecordDatabase
{
    private readonly PostgresSources _sources;
    private readonly CommitThreads _commits;
    private readonly PostgresStart _start;
    private readonly PostgresStorageOptions _options;

    /// <param name="options">How the database is used.</param>
    /// <param name="time">The machine's clock, which is compared with the server's. The system's if null.</param>
    /// <param name="logger">Is told what the start waits for and what is unsafe.</param>
    /// <exception cref="StorageSetupException">An option is not what it may be. Nothing is connected to yet.</exception>
    public PostgresDatabase(PostgresStorageOptions options, TimeProvider? time = null, ILogger<PostgresDatabase>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _sources = new PostgresSources(options);
        _commits = new CommitThreads(new PostgresCommitter(_sources), options.Lanes);
        _start = new PostgresStart(
            _sources.Reads,
            new PostgresStartRules("Actors:Storage", "actors", options.StartTimeout, options.AllowUnsafe),
            time ?? TimeProvider.System,
            logger ?? NullLogger<PostgresDatabase>.Instance);
        _options = options;
        Lanes = options.Lanes;
    }

    public int Lanes { get; }

    public Task MigrateAsync(SlotRange slots, CancellationToken cancellationToken)
        => _start.RunAsync((connection, cancel) => PostgresSchema.MigrateAsync(connection, slots, _options, cancel), cancellationToken);

    public Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        return _commits.CommitAsync(units);
    }

    public async Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        => await PostgresReader.ReadAsync(_sources.Reads, keys, cancellationToken).ConfigureAwait(false);

    public Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
        => PostgresReader.ReadReceiptAsync(_sources.Reads, key, requestId, cancellationToken);

    public Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken)
        => PostgresReader.ScanDueAsync(_sources.Reads, slots, limit, cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
        => PostgresListing.ListAsync(_sources.Reads, query, cancellationToken);

    public Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken)
        => PostgresListing.CountAsync(_sources.Reads, query, cancellationToken);

    public Task<FeedPage> ReadFeedAsync(FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
        => PostgresFeed.ReadAsync(_sources.Reads, after, filter, limit, cancellationToken);

    public Task<FeedPosition> FeedEndAsync(CancellationToken cancellationToken) => PostgresFeed.EndAsync(_sources.Reads, cancellationToken);

    public async Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken)
    {
        const int chunk = 1000;
        int receipts;
        do
        {
            var command = _sources.Reads.CreateCommand(
                $"delete from actors.receipt where ctid = any (array (select ctid from actors.receipt where expires_at <= now() limit {chunk} for update skip locked))");
            await using (command.ConfigureAwait(false)) receipts = await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        while (receipts == chunk);
        while (await PostgresFeed.PurgeAsync(_sources.Reads, eventRetention, cancellationToken).ConfigureAwait(false)) { }
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        var command = _sources.Reads.CreateCommand("select 1");
        await using (command.ConfigureAwait(false)) await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync().ConfigureAwait(false);
        await _sources.DisposeAsync().ConfigureAwait(false);
    }
}
