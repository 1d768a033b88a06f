using System.Buffers.Text;
using System.Text;
using Actors.Storage;

namespace Actors.Records;

/// <summary>Where a page of a listing ended. Opaque to callers: base64url of the last record's kind and key.</summary>
internal static class PageCursor
{
    // Longer than any kind and key.
    private const int LengthMax = 2048;

    // No kind and no key has one.
    private const char Separator = '\n';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static Refusal Invalid { get; } = new(
        ErrorCode.InvalidCursor, "The cursor is not one of this list. Use 'nextCursor' of the page before, or leave it out to begin.");

    internal static string Write(RecordKey last) => Base64Url.EncodeToString(Utf8.GetBytes($"{last.Kind}{Separator}{last.Key}"));

    /// <summary>The query's rows after the cursor, all of them if there is none; null if the cursor is not one of its listing.</summary>
    internal static RecordQuery? Continue(RecordQuery query, string? cursor)
    {
        if (cursor is null) return query with { After = null };
        return Read(cursor) is { } last && Holds(query, last.Kind) ? query with { After = last } : null;
    }

    private static bool Holds(RecordQuery query, string kind)
        => query.KindIsPrefix ? kind.StartsWith(query.Kind, StringComparison.Ordinal) : kind == query.Kind;

    private static RecordKey? Read(string cursor)
    {
        if (cursor.Length > LengthMax) return null;
        try
        {
            var parts = Utf8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator);
            return parts is [var kind, var key] ? RecordKey.Create(kind, key) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
