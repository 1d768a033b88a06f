using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>Who holds a lock.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockHolder")]
public sealed record LockHolder
{
    /// <summary>Names the grant.</summary>
    [Id(0)]
    public required string LeaseId { get; init; }

    /// <summary>Who the holder says it is.</summary>
    [Id(1)]
    public required string Owner { get; init; }

    /// <summary>The grant's fencing token.</summary>
    [Id(2)]
    public required long FencingToken { get; init; }

    /// <summary>When it was granted, by the database's clock.</summary>
    [Id(3)]
    public required DateTimeOffset AcquiredAt { get; init; }

    /// <summary>When it ends unless it is renewed, by the database's clock.</summary>
    [Id(4)]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What the holder said of itself.</summary>
    [Id(5)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How it holds the lock.</summary>
    [Id(6)]
    public LockMode Mode { get; init; } = LockMode.Exclusive;

    /// <summary>The session that the grant hangs on; null if it has a TTL of its own.</summary>
    [Id(7)]
    public string? Session { get; init; }

    /// <summary>The owner scope; null for none.</summary>
    [Id(8)]
    public string? Scope { get; init; }

    /// <summary>Why and until when the lock is asked back; null if it is not.</summary>
    [Id(9)]
    public LockRevocation? Revocation { get; init; }
}
