using System.IO.Hashing;
using System.Text;

namespace Actors.Storage;

/// <summary>
/// Keys fall into 1,024 slots: XxHash3 with seed 0 of the key's partition, modulo 1,024. The partition is the text in the
/// first <c>{...}</c> of the key if there is one and it is not empty, else the whole key; so keys with a common tag share
/// a slot, hence a database. The hash is pinned: <see cref="HashVersion"/> is recorded in every database and never changes
/// under stored rows.
/// </summary>
public static class Slots
{
    public const int Count = 1024;

    public const int HashVersion = 1;

    public static short Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var partition = Partition(key);
        Span<byte> utf8 = stackalloc byte[KeyRules.KeyBytesMax * 3];
        var length = Encoding.UTF8.GetBytes(partition, utf8);
        return (short)(XxHash3.HashToUInt64(utf8[..length]) % Count);
    }

    private static ReadOnlySpan<char> Partition(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return key;
        var close = key.IndexOf('}', open + 1);
        return close > open + 1 ? key.AsSpan(open + 1, close - open - 1) : key;
    }
}
