namespace Actors.Locks;

/// <summary>
/// A place in a lock's queue. A waiter that shows it keeps its place over polls and over a fail-over of the lock.
/// </summary>
/// <param name="Epoch">Which activation gave it; rises from one to the next.</param>
/// <param name="Sequence">The place among the tickets of that activation.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockTicket")]
public sealed record LockTicket([property: Id(0)] long Epoch, [property: Id(1)] long Sequence) : IComparable<LockTicket>
{
    /// <summary>Earlier tickets come first.</summary>
    public int CompareTo(LockTicket? other)
    {
        if (other is null) return 1;
        var byEpoch = Epoch.CompareTo(other.Epoch);
        return byEpoch != 0 ? byEpoch : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(LockTicket left, LockTicket right) => Comparer<LockTicket>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(LockTicket left, LockTicket right) => Comparer<LockTicket>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(LockTicket left, LockTicket right) => Comparer<LockTicket>.Default.Compare(left, right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(LockTicket left, LockTicket right) => Comparer<LockTicket>.Default.Compare(left, right) >= 0;
}
