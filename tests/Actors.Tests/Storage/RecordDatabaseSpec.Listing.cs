using Actors.Storage;

namespace Actors.Tests.Storage;

public abstract partial class RecordDatabaseSpec
{
    [Fact]
    public async Task A_listing_comes_in_byte_order_page_by_page()
    {
        string[] keys = ["", "\uFFFD", "\U0001F600", "a", "a%", "a%b", "a_", "ab", "aé", "b", "é", "z", "\uE000", "\uD7FF", "\U0010FFFF", "\U0010FFFFx"];
        keys = [.. keys.Skip(1)];
        await CommitAsync([.. keys.Select(key => Insert(Key(key)))]);
        var expected = keys.Select(Key).Order(Utf8KeyOrder.Instance).Select(key => key.Key).ToList();
        Assert.True(expected.IndexOf("\uFFFD") < expected.IndexOf("\U0001F600"), "UTF-8 order differs from UTF-16 order here.");

        var listed = new List<string>();
        RecordKey? after = null;
        while (true)
        {
            var page = await ListAsync(new RecordQuery { Kind = Kind, Limit = 4, After = after });
            if (page.Count == 0) break;
            listed.AddRange(page.Select(record => record.Key.Key));
            after = page[^1].Key;
        }

        Assert.Equal(expected, listed);
    }

    [Theory]
    [InlineData("a", new[] { "a", "a%", "a%b", "a_", "a_b", "ab", "aé" })]
    [InlineData("a%", new[] { "a%", "a%b" })]
    [InlineData("a_", new[] { "a_", "a_b" })]
    [InlineData("\\", new[] { "\\" })]
    [InlineData("\uD7FF", new[] { "\uD7FF", "\uD7FFx" })]
    [InlineData("\U0010FFFF", new[] { "\U0010FFFF", "\U0010FFFFx" })]
    [InlineData("b", new string[0])]
    [InlineData("a\0", new string[0])]
    [InlineData("\uD83D", new string[0])]
    public async Task A_key_prefix_is_taken_literally(string prefix, string[] expected)
    {
        string[] keys = ["a", "A", "a%", "a%b", "a_", "a_b", "ab", "aé", "\\", "\uD7FF", "\uD7FFx", "\uE000", "\U0010FFFF", "\U0010FFFFx", "😀"];
        await CommitAsync([.. keys.Select(key => Insert(Key(key)))]);
        await CommitAsync(Insert(RecordKey.Create("entity/thing2", prefix is "a\0" or "\uD83D" ? "x" : prefix)));
        var query = new RecordQuery { Kind = Kind, KeyPrefix = prefix };
        Assert.Equal(expected, (await ListAsync(query)).Select(record => record.Key.Key));
        Assert.Equal(expected.Length, await Store.CountAsync(query, Cancel));
    }

    [Fact]
    public async Task Rows_are_found_by_kind_status_and_tag_as_they_are_now()
    {
        await CommitAsync(
            Row("saga/a", "1", "running", "x", "y"), Row("saga/a", "2", "stuck", "x"), Row("saga/b", "1", "running", "y"),
            Row("saga/b", "0", "stuck", "x%"), Row("saga", "1", "stuck", "x"), Row("sagas/a", "1", "stuck", "x"));
        await CommitAsync(Row("saga/a", "1", "stuck", "z") with { Action = UnitAction.Update, ExpectedVersion = 1 });
        await CommitAsync(Delete(RecordKey.Create("saga/a", "2"), 1));

        var all = new RecordQuery { Kind = "saga/", KindIsPrefix = true };
        await ListsAsync(all, "saga/a/1", "saga/b/0", "saga/b/1");
        await ListsAsync(all with { After = RecordKey.Create("saga/a", "1") }, "saga/b/0", "saga/b/1");
        await ListsAsync(all with { After = RecordKey.Create("saga/b", "0"), Limit = 1 }, "saga/b/1");
        await ListsAsync(all with { Status = "stuck" }, "saga/a/1", "saga/b/0");
        await ListsAsync(all with { Status = "stuck", Tag = "z", KeyPrefix = "1" }, "saga/a/1");
        await ListsAsync(all with { Tag = "x" });
        await ListsAsync(all with { Tag = "y" }, "saga/b/1");
        await ListsAsync(all with { Tag = "y", After = RecordKey.Create("saga/a", "1") }, "saga/b/1");
        await ListsAsync(new RecordQuery { Kind = "saga/a", Tag = "z", Status = "stuck" }, "saga/a/1");
        await ListsAsync(new RecordQuery { Kind = "saga", Status = "stuck" }, "saga/1");
        Assert.Equal(2, await Store.CountAsync(all with { Status = "stuck", Limit = 1, After = RecordKey.Create("saga/b", "1") }, Cancel));
        Assert.Equal(1, await Store.CountAsync(all with { Tag = "y" }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(all with { Limit = 1001 }, Cancel));

        static RecordUnit Row(string kind, string key, string status, params string[] tags)
            => Insert(RecordKey.Create(kind, key)) with { Status = status, Tags = [.. tags] };
    }

    [Fact]
    public async Task A_due_scan_finds_what_is_due_earliest_first_and_only_in_its_slots()
    {
        var keys = Enumerable.Range(0, 6).Select(number => Key($"due-{number}")).ToArray();
        await CommitAsync(Insert(keys[0]) with { Due = DueChange.In(TimeSpan.FromMilliseconds(40)) });
        await CommitAsync(Insert(keys[1]) with { Due = DueChange.In(TimeSpan.FromMilliseconds(-5)) });
        await CommitAsync(
            Insert(keys[2]) with { Due = DueChange.In(TimeSpan.FromHours(1)) }, Insert(keys[3]),
            Insert(keys[4]) with { Due = DueChange.In(TimeSpan.Zero) }, Insert(keys[5]) with { Due = DueChange.In(TimeSpan.Zero) });
        await CommitAsync(Update(keys[0], 1), Update(keys[4], 1) with { Due = DueChange.Never }, Update(keys[5], 1) with { Due = DueChange.In(TimeSpan.FromHours(1)) });

        await UntilAsync(async () => (await Store.ScanDueAsync(SlotRange.All, 10, Cancel)).Count == 2);

        var due = await Store.ScanDueAsync(SlotRange.All, 10, Cancel);
        Assert.Equal(2, due.Count);
        Assert.Contains(keys[0], due.Select(found => found.Key));
        Assert.Contains(keys[1], due.Select(found => found.Key));
        Assert.True(due[0].DueAt <= due[1].DueAt);
        Assert.Equal((await ReadAsync(due[0].Key)).Record!.DueAt, due[0].DueAt);
        Assert.Equal(due[0], Assert.Single(await Store.ScanDueAsync(SlotRange.All, 1, Cancel)));
        var slot = keys[1].Slot;
        Assert.Equal(keys[1], Assert.Single(await Store.ScanDueAsync(new SlotRange(slot, slot), 10, Cancel)).Key);
        Assert.DoesNotContain(keys[1], (await Store.ScanDueAsync(new SlotRange((short)(slot + 1), 1023), 10, Cancel)).Select(found => found.Key));
    }

    private async Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query) => await Store.ListAsync(query, Cancel);

    private async Task ListsAsync(RecordQuery query, params string[] expected)
        => Assert.Equal(expected, (await ListAsync(query)).Select(record => record.Key.ToString()));
}
