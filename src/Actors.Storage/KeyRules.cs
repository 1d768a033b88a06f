using System.Buffers;
using System.Text;

namespace Actors;

/// <summary>
/// What a key may be, in one place: 1 to 512 bytes of UTF-8, any characters but controls and '/'.
/// Two keys are the same only if their bytes are: nothing is folded, normalised or replaced.
/// </summary>
internal static class KeyRules
{
    internal const int KeyBytesMax = 512;
    internal const string Allowed = "1 to 512 bytes of UTF-8, any characters but controls and '/'";

    // All controls there are lie below U+00A0.
    private static readonly SearchValues<char> Refused = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), '/']);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns what is wrong with <paramref name="key"/>, or null if it is a key.</summary>
    internal static string? Explain(string? key)
    {
        if (string.IsNullOrEmpty(key)) return "it is empty";
        if (key.AsSpan().IndexOfAny(Refused) is var at and >= 0)
        {
            return key[at] == '/' ? "it has a '/'" : $"it has the control character U+{(int)key[at]:X4}";
        }

        // The cheap length test first: no string of more than 512 UTF-16 units fits, so nothing huge is ever encoded.
        if (key.Length > KeyBytesMax) return $"it is longer than {KeyBytesMax} bytes";
        int bytes;
        try
        {
            bytes = Strict.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            return "it has a lone surrogate, which is no character";
        }

        return bytes > KeyBytesMax ? $"it is {bytes} bytes long" : null;
    }
}
