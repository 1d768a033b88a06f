using Actors.Storage;

namespace Actors.Tests.Storage;

public abstract partial class RecordDatabaseSpec
{
    private static readonly FeedFilter Everything = new();

    [Fact]
    public async Task The_feed_tells_what_was_written_in_the_order_of_commits()
    {
        var key = Key("a");
        await CommitAsync(Insert(key) with { Events = [new NewEvent("made", "1"), new NewEvent("named", "2")] });
        var end = await Store.FeedEndAsync(Cancel);
        await CommitAsync(Update(key, 1));
        await CommitAsync(Update(key, 2) with { Events = [new NewEvent("moved", "{\"é😀\":3}")] });

        var events = await AllEventsAsync();

        Assert.Equal([(1L, "made", "1"), (1L, "named", "2"), (3L, "moved", "{\"é😀\":3}")], events.Select(item => (item.Version, item.Type, item.Data)));
        Assert.All(events, item => Assert.Equal(key, item.Key));
        Assert.InRange(events[2].At, events[0].At, (await ReadAsync(key)).Now);
        Assert.Equal("moved", Assert.Single((await Store.ReadFeedAsync(end, Everything, 10, Cancel)).Events).Event.Type);
    }

    [Fact]
    public async Task A_filter_leaves_out_without_holding_the_cursor_back()
    {
        await CommitAsync([.. "abc".Select(letter => Insert(Key($"k{letter}")) with { Events = [new NewEvent("made", "1")] })]);
        await CommitAsync(Insert(RecordKey.Create("entity/other", "ka")) with { Events = [new NewEvent("made", "2")] });
        await CommitAsync(Insert(RecordKey.Create("lock", "ka")) with { Events = [new NewEvent("made", "3")] });

        Assert.Equal(3, await CountAsync(new FeedFilter(Kind)));
        Assert.Equal(4, await CountAsync(new FeedFilter("entity")));
        Assert.Equal(3, await CountAsync(new FeedFilter(KeyPrefix: "ka")));
        Assert.Equal(0, await CountAsync(new FeedFilter("entit")));
        Assert.Equal(0, await CountAsync(new FeedFilter(KeyPrefix: "%")));
        var read = await Store.ReadFeedAsync(FeedCursor.Start(1), new FeedFilter("none"), 100, Cancel);
        Assert.Empty((await Store.ReadFeedAsync(read.Next, Everything, 100, Cancel)).Events);

        async Task<int> CountAsync(FeedFilter filter) => (await Store.ReadFeedAsync(FeedCursor.Start(1), filter, 100, Cancel)).Events.Count;
    }

    [Fact]
    public async Task A_reader_that_follows_eight_writers_sees_every_event_once_and_each_key_in_order()
    {
        const int writers = 8;
        const int commits = 60;
        var stores = await Task.WhenAll(Enumerable.Range(0, writers).Select(number => number < 4 ? Task.FromResult(Store) : AnotherAsync()));
        var writing = Task.WhenAll(stores.Select((store, number) => Task.Run(() => WriteAsync(store, number), Cancel)));
        await using var disturbance = await DisturbFeedAsync(writing);

        var seen = new List<StoredEvent>();
        var cursor = FeedCursor.Start(1);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (seen.Count < writers * commits * 2 && waited.Elapsed < TimeSpan.FromSeconds(30))
        {
            var read = await Store.ReadFeedAsync(FeedCursor.TryParse(cursor.ToString())!, Everything, 7, Cancel);
            Assert.False(read.Gone);
            seen.AddRange(read.Events.Select(item => item.Event));
            cursor = read.Next;
        }

        await writing;
        var expected = Enumerable.Range(0, writers).SelectMany(number => Enumerable.Range(1, commits).SelectMany(version =>
            new[] { $"w{number}:{version}:a", $"w{number}:{version}:b" }));
        Assert.Equal(expected.Order(), seen.Select(item => $"{item.Key.Key}:{item.Version}:{item.Type}").Order());
        Assert.Equal(seen.Select(item => item.Position).Order(), seen.Select(item => item.Position));
        foreach (var key in seen.GroupBy(item => item.Key)) Assert.Equal(key.Select(item => item.Version).Order(), key.Select(item => item.Version));

        static async Task WriteAsync(RecordStore store, int number)
        {
            var key = Key($"w{number}");
            for (var version = 0; version < commits; version++)
            {
                var unit = version == 0 ? Insert(key) : Update(key, version);
                Assert.Equal(UnitResult.Committed, await store.CommitAsync(unit with { Events = [new NewEvent("a", "{}"), new NewEvent("b", "{}")] }));
            }
        }
    }

    [Fact]
    public async Task A_cursor_older_than_what_is_kept_is_gone_and_one_at_the_end_is_not()
    {
        var key = Key("a");
        await CommitAsync(Insert(key) with { Events = [new NewEvent("one", "1")] });
        var afterOne = (await Store.ReadFeedAsync(FeedCursor.Start(1), Everything, 10, Cancel)).Next;
        await CommitAsync(Update(key, 1) with { Events = [new NewEvent("two", "2")] });
        await Store.PurgeAsync(TimeSpan.FromHours(1), Cancel);
        Assert.Equal(2, (await AllEventsAsync()).Count);
        await UntilAsync(async () =>
        {
            await Store.PurgeAsync(TimeSpan.Zero, Cancel);
            return (await Store.ReadFeedAsync(FeedCursor.Start(1), Everything, 10, Cancel)).Gone;
        });
        await UntilAsync(async () =>
        {
            await Store.PurgeAsync(TimeSpan.Zero, Cancel);
            return (await Store.ReadFeedAsync(afterOne, Everything, 10, Cancel)).Gone;
        });
        var end = await Store.FeedEndAsync(Cancel);
        await CommitAsync(Update(key, 2) with { Events = [new NewEvent("three", "3")] });
        var read = await Store.ReadFeedAsync(end, Everything, 10, Cancel);
        Assert.False(read.Gone);
        Assert.Equal("three", Assert.Single(read.Events).Event.Type);
        Assert.True((await Store.ReadFeedAsync(FeedCursor.At(new FeedPosition(long.MaxValue, 9)), Everything, 10, Cancel)).Gone);
        Assert.True((await Store.ReadFeedAsync(FeedCursor.Start(2), Everything, 10, Cancel)).Gone);
    }

    /// <summary>Whatever the driver has that could make a reader skip, until the writers are done.</summary>
    protected virtual Task<IAsyncDisposable> DisturbFeedAsync(Task writing) => Task.FromResult<IAsyncDisposable>(new Nothing());

    private async Task<IReadOnlyList<StoredEvent>> AllEventsAsync()
        => [.. (await Store.ReadFeedAsync(FeedCursor.Start(1), Everything, 5000, Cancel)).Events.Select(item => item.Event)];

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
