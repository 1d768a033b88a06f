using System.Text;

namespace Actors.Storage;

/// <summary>Turns "begins with" into a range that an index in byte order can walk, whatever characters the prefix has.</summary>
public static class TextPrefix
{
    /// <summary>
    /// The least text, in the byte order of UTF-8, above every text that begins with <paramref name="prefix"/>; null if
    /// there is none. Not always text that a key may be: it is only compared with.
    /// </summary>
    public static string? EndOf(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var runes = prefix.EnumerateRunes().ToList();
        for (var last = runes.Count - 1; last >= 0; last--)
        {
            if (runes[last].Value == 0x10FFFF) continue;
            // The code points after U+D7FF are surrogates, which are no characters.
            var next = runes[last].Value == 0xD7FF ? 0xE000 : runes[last].Value + 1;
            return string.Concat(runes.Take(last).Select(rune => rune.ToString())) + new Rune(next);
        }

        return null;
    }
}
