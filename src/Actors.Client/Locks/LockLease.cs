namespace Actors.Locks;

/// <summary>A grant as its holder knows it. Whoever uses this instead of a <see cref="LockHandle"/> renews it by itself.</summary>
public sealed record LockLease
{
    /// <summary>Names the grant to renew and release it.</summary>
    public required string LeaseId { get; init; }

    /// <summary>Higher than that of every earlier grant of this lock, for ever.</summary>
    public required long FencingToken { get; init; }

    /// <summary>How long the grant lives after a renewal.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>When it ends unless it is renewed, by the database's clock; for people.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// Until when it may be trusted: an instant of the clock that the client holds by, counted from when the request was sent, not
    /// from when the answer came.
    /// </summary>
    internal long Deadline { get; init; }

    /// <summary>How the lock is held.</summary>
    public LockMode Mode { get; init; } = LockMode.Exclusive;

    /// <summary>Why and until when the lock is asked back; null if it is not.</summary>
    public LockRevocation? Revocation { get; init; }
}
