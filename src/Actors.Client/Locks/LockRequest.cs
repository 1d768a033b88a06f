using System.Collections.Immutable;
using Actors.Calls;
using Actors.Leases;

namespace Actors.Locks;

/// <summary>How a caller wants to hold a lock.</summary>
public sealed record LockRequest
{
    /// <summary>What most callers want.</summary>
    public static LockRequest Default { get; } = new();

    /// <summary>Who asks, for people: 1 to 512 characters. Default: the machine's name and the process's id.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>How the lock is to be held. Default: exclusive.</summary>
    public LockMode Mode { get; init; } = LockMode.Exclusive;

    /// <summary>Of a semaphore, how many may hold it at once; null for as many as it has. The first to use it must say.</summary>
    public int? Permits { get; init; }

    /// <summary>What keeps the lock taken. Default: this process's session.</summary>
    public LockLeaseKind Lease { get; init; }

    /// <summary>
    /// How long a lock with a lease of its own stays taken if this process dies. It is renewed each third of this. Not used with a
    /// session. 1 s to 24 h. Default: 15 s.
    /// </summary>
    public TimeSpan Ttl { get; init; } = LeaseRules.TtlDefault;

    /// <summary>How long the lock stays closed to other owners if it is lost and not released. 0 to 60 s. Default: 0.</summary>
    public TimeSpan LockDelay { get; init; }

    /// <summary>How long the lock may be held before it is asked back. 1 s to 365 days; null for no limit.</summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>Of those in a deadlock, the lowest gives way. -1,000 to 1,000. Default: 0.</summary>
    public int DeadlockPriority { get; init; }

    /// <summary>
    /// Whether the lock may be handed on from this holder, and to it, before the release is durable. Many times as fast where many wait for one
    /// lock; every grant is durable before it is told all the same. In exchange the token is only good for comparing it where you write:
    /// <see cref="Locks.CheckAsync"/> and the database's <c>actors.check_fence</c> refuse it, and the lock is not converted. Only exclusive, under the
    /// process's session, without a lock-delay, and once every silo is of a version that has this. Default: false.
    /// </summary>
    public bool EarlyHandOff { get; init; }

    /// <summary>What else people should see: at most 16 pairs of at most 64 and 256 characters. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    internal AcquireLock Command(LockScope? scope) => new()
    {
        RequestId = RequestIds.New(),
        Owner = Owner,
        Mode = Mode,
        Permits = Permits,
        Ttl = Ttl,
        LockDelay = LockDelay,
        MaxHold = MaxHold,
        DeadlockPriority = DeadlockPriority,
        EarlyHandOff = EarlyHandOff,
        Metadata = Metadata,
        Scope = scope?.Id,
    };
}
