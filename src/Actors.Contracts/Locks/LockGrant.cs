namespace Actors.Locks;

/// <summary>A grant that has ended.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockGrant")]
public sealed record LockGrant
{
    /// <summary>Names the grant.</summary>
    [Id(0)]
    public required string LeaseId { get; init; }

    /// <summary>Who held the lock.</summary>
    [Id(1)]
    public required string Owner { get; init; }

    /// <summary>The grant's fencing token.</summary>
    [Id(2)]
    public required long FencingToken { get; init; }

    /// <summary>When it was granted, by the database's clock.</summary>
    [Id(3)]
    public required DateTimeOffset AcquiredAt { get; init; }

    /// <summary>When it ended, or was found to have ended, by the database's clock.</summary>
    [Id(4)]
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How it ended.</summary>
    [Id(5)]
    public required LockEnd How { get; init; }

    /// <summary>The reason if it was broken or revoked, else null.</summary>
    [Id(6)]
    public string? Reason { get; init; }

    /// <summary>How the lock was held.</summary>
    [Id(7)]
    public LockMode Mode { get; init; } = LockMode.Exclusive;
}
