namespace Actors.Storage;

/// <summary>
/// Kind, then key, by their UTF-8 bytes, which is what the databases' binary collations do. UTF-16 order differs from it
/// for characters outside the basic plane, so listings compare runes.
/// </summary>
public sealed class Utf8KeyOrder : IComparer<RecordKey>
{
    public static Utf8KeyOrder Instance { get; } = new();

    public int Compare(RecordKey x, RecordKey y)
    {
        var byKind = Compare(x.Kind, y.Kind);
        return byKind != 0 ? byKind : Compare(x.Key, y.Key);
    }

    private static int Compare(string x, string y)
    {
        // Code point order equals UTF-8 byte order.
        var left = x.EnumerateRunes();
        var right = y.EnumerateRunes();
        while (true)
        {
            var more = left.MoveNext();
            if (!right.MoveNext()) return more ? 1 : 0;
            if (!more) return -1;
            var byRune = left.Current.CompareTo(right.Current);
            if (byRune != 0) return byRune;
        }
    }
}
