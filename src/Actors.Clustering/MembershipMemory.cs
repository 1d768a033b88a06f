namespace Actors.Clustering;

/// <summary>What an active silo remembers of the membership table, to see that the table was lost or is an older copy.</summary>
internal sealed class MembershipMemory
{
    // One look could meet a table that is just being written back.
    private const int Looks = 2;

    private int _highest;
    private int _losses;

    /// <summary>Looks at the table as it was just read. Returns what was lost when it has been missing for several looks, else null.</summary>
    /// <param name="version">The table's version, which only rises.</param>
    /// <param name="hasOwnRow">Whether the silo's own row is there; Orleans never removes that of an active silo.</param>
    internal string? Look(int version, bool hasOwnRow)
    {
        var loss = !hasOwnRow ? "this silo's row is gone"
            : version < _highest ? $"its version went back from {_highest} to {version}"
            : null;
        _highest = Math.Max(_highest, version);
        _losses = loss is null ? 0 : _losses + 1;
        return _losses >= Looks ? loss : null;
    }
}
