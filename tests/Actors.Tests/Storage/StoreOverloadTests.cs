using Actors.Storage;
using Actors.Tests.Support;

namespace Actors.Tests.Storage;

/// <summary>Each queue before the database has an end, and says at once when it is full.</summary>
public sealed class StoreOverloadTests : IAsyncLifetime
{
    private const int Max = 4;

    private readonly HeldDatabase _database = new();
    private RecordStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new RecordStore(
            [_database],
            new RecordStoreOptions { WaitingRowsMax = Max, WaitingBytesMax = 20_000, WaitingReadsMax = Max, QueriesMax = Max },
            TimeProvider.System);
        await _store.MigrateAsync(Cancel);
        _database.Hold();
    }

    public async ValueTask DisposeAsync()
    {
        _database.LetGo();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Commits_beyond_the_rows_that_may_wait_are_refused_and_not_written()
    {
        var sent = _store.CommitAsync(Unit("sent"));
        await _database.WaitForAskedAsync(1);
        var waiting = Enumerable.Range(0, Max).Select(i => _store.CommitAsync(Unit($"waiting-{i}"))).ToList();
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.CommitAsync(Unit("refused")));

        _database.LetGo();
        Assert.All(await Task.WhenAll([sent, .. waiting]), result => Assert.Equal(UnitResult.Committed, result));
        Assert.Null((await _store.ReadAsync(Key("refused"), Cancel)).Record);
        Assert.Equal(UnitResult.Committed, await _store.CommitAsync(Unit("refused")));
    }

    [Fact]
    public async Task Commits_beyond_the_bytes_that_may_wait_are_refused_but_one_always_may()
    {
        var sent = _store.CommitAsync(Unit("sent"));
        await _database.WaitForAskedAsync(1);
        var large = _store.CommitAsync(Unit("large", bytes: 500_000));
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.CommitAsync(Unit("refused", bytes: 1)));

        _database.LetGo();
        Assert.All(await Task.WhenAll(sent, large), result => Assert.Equal(UnitResult.Committed, result));

        // The bytes that went are counted no more.
        for (var i = 0; i < 10; i++) Assert.Equal(UnitResult.Committed, await _store.CommitAsync(Unit($"later-{i}", bytes: 15_000)));
    }

    [Fact]
    public async Task Reads_beyond_those_that_may_wait_are_refused()
    {
        var sent = _store.ReadAsync(Key("sent"), Cancel);
        await _database.WaitForAskedAsync(1);
        var waiting = Enumerable.Range(0, Max).Select(i => _store.ReadAsync(Key($"waiting-{i}"), Cancel)).ToList();
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.ReadAsync(Key("refused"), Cancel));

        _database.LetGo();
        await Task.WhenAll([sent, .. waiting]);
        await _store.ReadAsync(Key("refused"), Cancel);
    }

    [Fact]
    public async Task Queries_beyond_those_that_may_be_under_way_are_refused()
    {
        var query = new RecordQuery { Kind = "tally" };
        var running = Enumerable.Range(0, Max).Select(_ => _store.ListAsync(query, Cancel)).ToList();
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.ListAsync(query, Cancel));
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.CountAsync(query, Cancel));
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.FeedEndAsync(Cancel));
        await Assert.ThrowsAsync<StoreOverloadedException>(() => _store.ReadReceiptAsync(Key("one"), "id", Cancel));

        _database.LetGo();
        await Task.WhenAll(running);
        await _store.CountAsync(query, Cancel);
    }

    private static RecordKey Key(string name) => RecordKey.Create("tally", name);

    private static RecordUnit Unit(string name, int bytes = 2) => new()
    {
        Key = Key(name),
        Action = UnitAction.Insert,
        ExpectedVersion = 0,
        State = $"\"{new string('x', bytes)}\"",
    };
}
