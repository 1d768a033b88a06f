using System.Text.Json;
using Actors.Entities;
using Actors.Entities.Documents;

namespace Actors.Tests.Entities;

public sealed class DocumentTests
{
    // The examples of RFC 7396, appendix A, but for those whose result is null, which no document is.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_patch_is_merged_as_RFC_7396_says(string target, string patch, string expected)
    {
        var outcome = On(target).Handle(new Patch(Json(patch)));
        Assert.Equal(expected, Assert.IsType<DocumentState>(outcome.State).Value.GetRawText());
        Assert.Equal("patched", Assert.Single(outcome.Events).Type);
    }

    [Fact]
    public void Putting_tells_whether_the_document_was_there()
    {
        Assert.False(On(null).Handle(new Put(Json("1"))).Reply!.Existed);
        Assert.True(On("1").Handle(new Put(Json("2"))).Reply!.Existed);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void What_is_no_document_is_refused(string value)
    {
        Assert.Equal("invalid-document", On(null).Handle(new Put(Json(value))).Refusal?.Code);
        Assert.Equal("invalid-document", On("{}").Handle(new Patch(Json(value))).Refusal?.Code);
    }

    [Fact]
    public void Tags_and_time_to_live_have_their_limits()
    {
        Assert.Equal(["a", "b"], On(null).Handle(new Put(Json("1"), ["a", "b", "a"])).Tags!.Value);
        Assert.Equal("invalid-document", On(null).Handle(new Put(Json("1"), [""])).Refusal?.Code);
        Assert.Equal("invalid-document", On(null).Handle(new Put(Json("1"), ["\u0001"])).Refusal?.Code);
        Assert.Equal("invalid-document", On(null).Handle(new Put(Json("1"), [.. Enumerable.Range(0, 33).Select(i => $"t{i}")])).Refusal?.Code);
        Assert.Equal("invalid-document", On(null).Handle(new Put(Json("1"), TtlSeconds: 0)).Refusal?.Code);
        Assert.Equal("invalid-document", On(null).Handle(new Put(Json("1"), TtlSeconds: double.PositiveInfinity)).Refusal?.Code);
        Assert.Equal(TimeSpan.FromSeconds(90), On(null).Handle(new Put(Json("1"), TtlSeconds: 90)).Ttl);
    }

    [Fact]
    public void Only_what_is_there_can_be_patched_and_deleting_what_is_not_changes_nothing()
    {
        Assert.Equal("not-found", On(null).Handle(new Patch(Json("{}"))).Refusal?.Code);
        Assert.Equal(OutcomeChange.Keep, On(null).Handle(new Delete()).Change);
        Assert.Equal(OutcomeChange.Remove, On("1").Handle(new Delete()).Change);
    }

    private static Document On(string? value) => new()
    {
        Context = new EntityContext<DocumentState>("d", value is null ? null : new DocumentState { Value = Json(value) }),
    };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
