using Actors.Storage;
using Actors.Storage.Memory;

namespace Actors.Tests.Storage;

public sealed class RecordStoreTests : IAsyncLifetime
{
    private readonly MemoryDatabase[] _databases = [new(TimeProvider.System), new(TimeProvider.System), new(TimeProvider.System)];
    private RecordStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new RecordStore(_databases, new RecordStoreOptions(), TimeProvider.System);
        await _store.MigrateAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("a", 0xE6C632B61E964E1F % 1024)] // the published XXH3 of "a"
    [InlineData("order-7", 955)]
    [InlineData("x{order-7}", 955)]
    [InlineData("😀", 142)]
    public void A_key_has_the_slot_it_has_always_had(string key, ulong slot) => Assert.Equal((short)slot, Slots.Of(key));

    [Fact]
    public void Slots_are_split_into_neighbouring_ranges_that_cover_all()
    {
        for (var parts = 1; parts <= 9; parts++)
        {
            var ranges = SlotRange.Split(parts);
            Assert.Equal(Enumerable.Range(0, 1024), ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)));
        }
    }

    [Fact]
    public async Task Several_databases_are_one_store()
    {
        var keys = Enumerable.Range(0, 60).Select(number => RecordKey.Create("lock", $"k{number:00}")).ToArray();
        await Task.WhenAll(keys.Select(key => _store.CommitAsync(new RecordUnit
        {
            Key = key,
            Action = UnitAction.Insert,
            ExpectedVersion = 0,
            State = "{}",
            Due = DueChange.In(TimeSpan.Zero),
            Events = [new NewEvent("made", "{}")],
        })));
        foreach (var database in _databases) Assert.InRange(await database.CountAsync(new RecordQuery { Kind = "lock" }, Cancel), 1, 59);
        Assert.Equal(60, await _store.CountAsync(new RecordQuery { Kind = "lock" }, Cancel));
        var page = await _store.ListAsync(new RecordQuery { Kind = "lock", Limit = 25, After = keys[9] }, Cancel);
        Assert.Equal(keys.Skip(10).Take(25), page.Select(record => record.Key));
        Assert.Equal(60, (await _store.ScanDueAsync(SlotRange.All, 100, Cancel)).Count);
        foreach (var key in keys) Assert.NotNull((await _store.ReadAsync(key, Cancel)).Record);

        var seen = new List<RecordKey>();
        var cursor = FeedCursor.Start(3);
        while (await _store.ReadFeedAsync(cursor, new FeedFilter(), 7, Cancel) is { Events.Count: > 0 } read)
        {
            // A reader may stop at any event and go on from its cursor.
            seen.AddRange(read.Events.Take(3).Select(item => item.Event.Key));
            cursor = FeedCursor.TryParse(read.Events.Take(3).Last().Cursor.ToString())!;
        }

        Assert.Equal(keys, seen.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("MTswLi0x")]
    [InlineData("MjswLjA")]
    [InlineData("é")]
    public void What_is_no_cursor_is_none(string text) => Assert.Null(FeedCursor.TryParse(text));
}
