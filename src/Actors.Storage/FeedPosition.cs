namespace Actors.Storage;

/// <summary>
/// A place in one database's feed: the writer's transaction, then the row. On SQLite and in memory the transaction is
/// always 0, as there is one writer and rows are numbered in commit order.
/// </summary>
public readonly record struct FeedPosition(long Transaction, long Row) : IComparable<FeedPosition>
{
    public int CompareTo(FeedPosition other)
    {
        var byTransaction = Transaction.CompareTo(other.Transaction);
        return byTransaction != 0 ? byTransaction : Row.CompareTo(other.Row);
    }

    public static bool operator <(FeedPosition left, FeedPosition right) => left.CompareTo(right) < 0;

    public static bool operator <=(FeedPosition left, FeedPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >(FeedPosition left, FeedPosition right) => left.CompareTo(right) > 0;

    public static bool operator >=(FeedPosition left, FeedPosition right) => left.CompareTo(right) >= 0;
}
