using System.Buffers;
using System.Diagnostics;

namespace Actors.Storage;

/// <summary>
/// Names one record. <see cref="Kind"/> says what it is ("lock", "role", "entity/stock", "saga/place-order") and
/// <see cref="Key"/> which one. Both are compared as exact text.
/// </summary>
[DebuggerDisplay("{ToString()}")]
public readonly record struct RecordKey : IComparable<RecordKey>
{
    /// <summary>The longest kind, in characters.</summary>
    public const int KindLengthMax = 200;

    private static readonly SearchValues<char> KindCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./");

    private RecordKey(string kind, string key)
    {
        Kind = kind;
        Key = key;
    }

    /// <summary>What the record is: 1 to 200 characters of a-z, A-Z, 0-9, '-', '_', '.', '/'.</summary>
    public string Kind { get; }

    /// <summary>Which one: 1 to 512 bytes of UTF-8, any characters but controls and '/'.</summary>
    public string Key { get; }

    /// <summary>The pinned slot of this key; see <see cref="Slots"/>.</summary>
    public short Slot => Slots.Of(Key);

    /// <exception cref="ArgumentException">The kind or the key is not one; the message says why and what is allowed.</exception>
    public static RecordKey Create(string kind, string key)
    {
        if (string.IsNullOrEmpty(kind) || kind.Length > KindLengthMax || kind.AsSpan().ContainsAnyExcept(KindCharacters))
        {
            throw new ArgumentException(
                $"A kind is 1 to {KindLengthMax} characters of a-z, A-Z, 0-9, '-', '_', '.' and '/'; '{kind}' is not.", nameof(kind));
        }

        if (KeyRules.Explain(key) is { } wrong)
        {
            throw new ArgumentException($"The key cannot be used: {wrong}. A key is {KeyRules.Allowed}.", nameof(key));
        }

        return new RecordKey(kind, key);
    }

    /// <summary>Orders by kind, then key, both by UTF-16 unit: the order in which a batch takes its rows.</summary>
    public int CompareTo(RecordKey other)
    {
        var byKind = string.CompareOrdinal(Kind, other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Key, other.Key);
    }

    public override string ToString() => $"{Kind}/{Key}";

    public static bool operator <(RecordKey left, RecordKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(RecordKey left, RecordKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(RecordKey left, RecordKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(RecordKey left, RecordKey right) => left.CompareTo(right) >= 0;
}
