namespace Actors.Storage;

/// <summary>What text every database keeps unchanged: well-formed UTF-16 without NUL.</summary>
internal static class StoredText
{
    internal static bool CanBeKept(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0')) return false;
        for (var from = text.IndexOfAnyInRange('\uD800', '\uDFFF'); from >= 0 && from < text.Length; from++)
        {
            if (!char.IsSurrogate(text[from])) continue;
            if (from + 1 == text.Length || !char.IsSurrogatePair(text[from], text[from + 1])) return false;
            from++;
        }

        return true;
    }
}
