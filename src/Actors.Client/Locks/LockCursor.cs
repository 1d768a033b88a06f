using System.Buffers.Text;
using System.Text;

namespace Actors.Locks;

/// <summary>The opaque form of "after this name".</summary>
internal static class LockCursor
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Write(string name) => Base64Url.EncodeToString(Utf8.GetBytes(name));

    internal static string Read(string cursor)
    {
        try
        {
            var name = Utf8.GetString(Base64Url.DecodeFromChars(cursor));
            if (LockName.Refuse(name) is null) return name;
        }
        catch (FormatException)
        {
            throw Invalid();
        }
        catch (DecoderFallbackException)
        {
            throw Invalid();
        }

        throw Invalid();
    }

    private static ActorsException Invalid() => new(new Refusal(
        ErrorCode.InvalidCursor, "The cursor is not one of this list. Use 'nextCursor' of the page before, or leave it out to begin."));
}
