using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>A lock as it was at one moment. A lock that nobody ever took is free, with version 0.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockDescription")]
public sealed record LockDescription
{
    /// <summary>The lock's name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Whether someone holds it.</summary>
    [Id(1)]
    public required LockStatus State { get; init; }

    /// <summary>How it is held; null if it is free.</summary>
    [Id(2)]
    public LockMode? Mode { get; init; }

    /// <summary>Who holds it.</summary>
    [Id(3)]
    public required ImmutableArray<LockHolder> Holders { get; init; }

    /// <summary>How many wait for it; null in lists, as only the lock itself knows its queue.</summary>
    [Id(4)]
    public int? Waiting { get; init; }

    /// <summary>The fencing token of its last grant; the next one is higher.</summary>
    [Id(5)]
    public required long LastToken { get; init; }

    /// <summary>The version of its record.</summary>
    [Id(6)]
    public required long Version { get; init; }

    /// <summary>Who waits, next first; empty unless asked for.</summary>
    [Id(7)]
    public ImmutableArray<LockWaiter> Waiters { get; init; } = [];

    /// <summary>The last grants that have ended, latest first; empty unless asked for.</summary>
    [Id(8)]
    public ImmutableArray<LockGrant> History { get; init; } = [];

    /// <summary>How many may hold it at once, if it is used as a semaphore; else null.</summary>
    [Id(9)]
    public int? Permits { get; init; }

    /// <summary>Until when a lost grant keeps the lock closed to other owners, by the database's clock; null if none does.</summary>
    [Id(10)]
    public DateTimeOffset? DelayedUntil { get; init; }

    /// <summary>
    /// Since when its next change has waited for a transaction in the database that holds its row, such as one that has called
    /// <c>actors.check_fence</c>; null if none does, and in lists. What is told of the lock is from before that change.
    /// </summary>
    [Id(11)]
    public DateTimeOffset? BlockedSince { get; init; }
}
