namespace Actors.Storage;

/// <summary>Slots <see cref="First"/> to <see cref="Last"/>, both included.</summary>
public readonly record struct SlotRange(short First, short Last)
{
    public static SlotRange All { get; } = new(0, Slots.Count - 1);

    public bool Contains(short slot) => slot >= First && slot <= Last;

    /// <summary>The slots in both ranges, or null if there are none.</summary>
    public SlotRange? Intersect(SlotRange other)
    {
        var first = Math.Max(First, other.First);
        var last = Math.Min(Last, other.Last);
        return first <= last ? new SlotRange(first, last) : null;
    }

    /// <summary>Cuts all slots into <paramref name="parts"/> neighbouring ranges of nearly equal size.</summary>
    public static IReadOnlyList<SlotRange> Split(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, Slots.Count);
        return [.. Enumerable.Range(0, parts).Select(part => new SlotRange(
            (short)(part * Slots.Count / parts),
            (short)(((part + 1) * Slots.Count / parts) - 1)))];
    }

    public override string ToString() => $"{First}-{Last}";
}
