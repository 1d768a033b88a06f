using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>Who waits for a lock.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockWaiter")]
public sealed record LockWaiter
{
    /// <summary>The request that waits; releasing it gives up the wait.</summary>
    [Id(0)]
    public required string RequestId { get; init; }

    /// <summary>Who the waiter says it is.</summary>
    [Id(1)]
    public required string Owner { get; init; }

    /// <summary>The place in the queue: 1 is next.</summary>
    [Id(2)]
    public required int Position { get; init; }

    /// <summary>Since when it waits at this activation, by the database's clock.</summary>
    [Id(3)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>What the waiter said of itself.</summary>
    [Id(4)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How it wants to hold the lock.</summary>
    [Id(5)]
    public LockMode Mode { get; init; } = LockMode.Exclusive;

    /// <summary>The session that the grant is to hang on; null for none.</summary>
    [Id(6)]
    public string? Session { get; init; }

    /// <summary>The owner scope; null for none.</summary>
    [Id(7)]
    public string? Scope { get; init; }

    /// <summary>The grant that is to be upgraded; null if it is a new one that is waited for.</summary>
    [Id(8)]
    public string? Upgrades { get; init; }
}
