namespace Actors.Locks;

/// <summary>A holder of a lock, or a request that waits for it.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockTraceEntry")]
public sealed record LockTraceEntry
{
    /// <summary>Names the request, and the grant if it has been granted.</summary>
    [Id(0)]
    public required string LeaseId { get; init; }

    /// <summary>The owner scope; null for none.</summary>
    [Id(1)]
    public required string? Scope { get; init; }

    /// <summary>Who it is, for people.</summary>
    [Id(2)]
    public required string Owner { get; init; }

    /// <summary>How the lock is held or wanted.</summary>
    [Id(3)]
    public required LockMode Mode { get; init; }

    /// <summary>The fencing token of a holder; 0 of a waiter.</summary>
    [Id(4)]
    public long FencingToken { get; init; }

    /// <summary>Of those in a deadlock, the lowest gives way.</summary>
    [Id(5)]
    public int Priority { get; init; }

    /// <summary>Since when, by the database's clock.</summary>
    [Id(6)]
    public required DateTimeOffset Since { get; init; }
}
