using System.Buffers.Text;
using System.Text;
using Actors.Records;
using Actors.Storage;

namespace Actors.Tests.Records;

public sealed class PageCursorTests
{
    private static readonly RecordQuery Locks = new() { Kind = "lock" };
    private static readonly RecordQuery Sagas = new() { Kind = "saga/", KindIsPrefix = true };

    [Theory]
    [InlineData("lock", "a b")]
    [InlineData("lock", "ключ€😀")]
    [InlineData("saga/place-order", "o-1")]
    public void A_cursor_goes_on_after_its_record(string kind, string key)
    {
        var last = RecordKey.Create(kind, key);
        var query = kind == "lock" ? Locks : Sagas;
        Assert.Equal(query with { After = last }, PageCursor.Continue(query, PageCursor.Write(last)));
    }

    [Fact]
    public void Without_a_cursor_a_listing_begins_at_its_beginning()
        => Assert.Equal(Locks, PageCursor.Continue(Locks, null));

    [Fact]
    public void A_cursor_of_another_listing_is_none()
    {
        Assert.Null(PageCursor.Continue(Locks, PageCursor.Write(RecordKey.Create("role", "a"))));
        Assert.Null(PageCursor.Continue(Sagas, PageCursor.Write(RecordKey.Create("lock", "a"))));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("lock\n")]
    [InlineData("lock\na/b")]
    [InlineData("lock\na\nb")]
    [InlineData("\na")]
    public void What_no_listing_can_have_written_is_no_cursor(string text)
        => Assert.Null(PageCursor.Continue(Locks, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("_w")]
    [InlineData("bG9jawph=")]
    public void What_is_not_base64url_of_text_is_no_cursor(string cursor)
        => Assert.Null(PageCursor.Continue(Locks, cursor));

    [Fact]
    public void A_cursor_longer_than_any_key_is_none() => Assert.Null(PageCursor.Continue(Locks, new string('A', 2049)));
}
