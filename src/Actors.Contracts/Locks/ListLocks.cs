namespace Actors.Locks;

/// <summary>Asks for locks by name. Locks that are free and have been left alone are forgotten, and not listed.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.ListLocks")]
public sealed record ListLocks
{
    /// <summary>The beginning of the names, or "" for all.</summary>
    [Id(0)]
    public string Prefix { get; init; } = "";

    /// <summary>Only locks in this state; null for all.</summary>
    [Id(1)]
    public LockStatus? State { get; init; }

    /// <summary>How many at most: 1 to 1,000. Default: 100.</summary>
    [Id(2)]
    public int Limit { get; init; } = 100;

    /// <summary><see cref="LockPage.NextCursor"/> of the page before; null begins.</summary>
    [Id(3)]
    public string? Cursor { get; init; }
}
