using Actors.Storage;

namespace Actors.Tests.Storage;

public abstract partial class RecordDatabaseSpec
{
    [Fact]
    public async Task Any_text_is_a_key_and_is_taken_by_its_bytes()
    {
        string[] keys =
        [
            "cafe", "CAFE", "0cafe", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "😀", "👩‍👩‍👧", "שלום", "مرحبا",
            "caf\u00e9", "cafe\u0301", " ", "a ", " a", "%", "_", "\\", "'; drop table record; --", "null", "{tag}x", "\uFFFD", "\uFB00", "\U0001F600a", "\u202Eabc",
            new string('x', 512), string.Concat(Enumerable.Repeat("😀", 128)),
        ];
        await CommitAsync([.. keys.Select((key, i) => Insert(Key(key), state: $"{i}") with { Receipts = [Receipt("r", $"{i}")] })]);
        for (var i = 0; i < keys.Length; i++)
        {
            var record = (await ReadAsync(Key(keys[i]))).Record!;
            Assert.Equal((keys[i], $"{i}"), (record.Key.Key, record.State));
            Assert.Equal($"{i}", (await Store.ReadReceiptAsync(Key(keys[i]), "r", Cancel)).Receipt!.Reply);
        }

        Assert.Equal(keys.Length, await Store.CountAsync(new RecordQuery { Kind = Kind }, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    public void What_is_no_key_is_refused(string key)
        => Assert.Contains("A key is 1 to 512 bytes of UTF-8, any characters but controls and '/'", Refused(key).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_key_is_refused_with_the_limit_it_breaks()
    {
        Assert.Contains("512 bytes", Refused(new string('x', 513)).Message, StringComparison.Ordinal);
        Assert.Contains("514 bytes", Refused(new string('é', 257)).Message, StringComparison.Ordinal);
        Assert.Contains("lone surrogate", Refused("a\uD83D").Message, StringComparison.Ordinal);
        Assert.Contains("lone surrogate", Refused("\uDE00\uD83D").Message, StringComparison.Ordinal);
        Assert.Contains("U+0000", Refused("\0").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_with_one_tag_share_a_slot()
    {
        Assert.Equal(Key("{order-7}").Slot, Key("stock{order-7}a").Slot);
        Assert.Equal(Key("x{order-7}{y}").Slot, Key("{order-7}").Slot);
        Assert.Equal(Key("order-7").Slot, Key("{order-7}").Slot);
        Assert.NotEqual(Key("{}a").Slot, Key("{}b").Slot);
        await CommitAsync(Insert(Key("a{t}")), Insert(Key("b{t}")));
        await CommitAsync(Delete(Key("a{t}"), 1));
        Assert.Equal(2, (await ReadAsync(Key("c{t}"))).Floor);
    }

    [Fact]
    public async Task A_unit_beyond_a_limit_is_refused_before_it_meets_its_neighbours()
    {
        var key = Key("a");
        await RefusedAsync(Update(key, long.MaxValue), "version");
        await RefusedAsync(Insert(key, state: new string('x', RecordUnit.StateBytesMax + 1)), "1048576");
        await RefusedAsync(Insert(key, state: new string('é', (RecordUnit.StateBytesMax / 2) + 1)), "1048576");
        await RefusedAsync(Insert(key, state: "\"\0\""), "NUL");
        await RefusedAsync(Insert(key, state: "\"\uD83D\""), "surrogate");
        await RefusedAsync(Insert(key) with { Tags = ["\uDE00"] }, "surrogate");
        await RefusedAsync(Insert(key) with { Tags = [.. Enumerable.Repeat("t", 33)] }, "tags");
        await RefusedAsync(Insert(key) with { VersionStep = 0 }, "step");
        await RefusedAsync(Insert(key) with { Receipts = [Receipt("r"), Receipt("r")] }, "same request id");
        await RefusedAsync(Insert(key) with { Due = DueChange.In(TimeSpan.MaxValue) }, "due");
        Assert.Null((await ReadAsync(key)).Record);

        var largest = new string('x', RecordUnit.StateBytesMax);
        await CommitAsync(Insert(key, state: largest), Insert(Key("b"), floor: long.MaxValue - 1));
        Assert.Equal(largest, (await ReadAsync(key)).Record!.State);
        Assert.Equal(long.MaxValue, (await ReadAsync(Key("b"))).Record!.Version);
    }

    private async Task RefusedAsync(RecordUnit unit, string why)
        => Assert.Contains(why, (await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(unit))).Message, StringComparison.Ordinal);

    private static ArgumentException Refused(string key) => Assert.Throws<ArgumentException>(() => Key(key));
}
