namespace Actors.Locks;

/// <summary>The order of a line: upgrades before everybody, then by ticket.</summary>
internal sealed class LockSeatOrder : IComparer<LockSeat>
{
    internal static LockSeatOrder Instance { get; } = new();

    public int Compare(LockSeat? x, LockSeat? y)
    {
        if (ReferenceEquals(x, y)) return 0;
        if (x!.Upgrades is null != y!.Upgrades is null) return x.Upgrades is null ? 1 : -1;
        var byTicket = x.Ticket.CompareTo(y.Ticket);
        return byTicket != 0 ? byTicket : string.CompareOrdinal(x.Request.RequestId, y.Request.RequestId);
    }
}
