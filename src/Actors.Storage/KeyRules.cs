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

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns what is wrong with <paramref name="key"/>, or null if it is a key.</summary>
    internal static string? Explain(string? key)
    {
        if (string.IsNullOrEmpty(key)) return "it is empty";
        foreach (var character in key)
        {
            if (char.IsControl(character)) return $"it has the control character U+{(int)character:X4}";
            if (character == '/') return "it has a '/'";
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
