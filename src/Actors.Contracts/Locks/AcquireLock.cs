using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Locks;

/// <summary>
/// Asks for a lock, or polls for it. Repeating it with the same <see cref="RequestId"/> is one request: while its grant lives a
/// repeat renews it and gets it again, and after the grant's end a repeat is refused, never granted anew.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.AcquireLock")]
public sealed record AcquireLock
{
    /// <summary>Names the request, and the lease if it is granted. 1 to 200 characters but controls and '/'; unique per lock.</summary>
    [Id(0)]
    public required string RequestId { get; init; }

    /// <summary>Who asks, for people: 1 to 512 characters. Two requests of one owner are two requests.</summary>
    [Id(1)]
    public required string Owner { get; init; }

    /// <summary>How the lock is to be held. Default: exclusive.</summary>
    [Id(2)]
    public LockMode Mode { get; init; } = LockMode.Exclusive;

    /// <summary>
    /// How long the grant lives after its last renewal. 1 s to 24 h. Default: 15 s. Not used with a <see cref="Session"/>, whose
    /// own TTL it is then.
    /// </summary>
    [Id(3)]
    public TimeSpan Ttl { get; init; } = LeaseRules.TtlDefault;

    /// <summary>
    /// How long this poll waits for its turn; the server caps it at its slice. Zero answers at once, and gives up the place in
    /// the queue if there is one.
    /// </summary>
    [Id(4)]
    public TimeSpan Wait { get; init; }

    /// <summary>The place that an earlier poll of this request was given; null at first.</summary>
    [Id(5)]
    public LockTicket? Ticket { get; init; }

    /// <summary>What else people should see of the holder: at most 16 pairs of at most 64 and 256 characters.</summary>
    [Id(6)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Of a semaphore, how many may hold it at once: 1 to 2,147,483,647. Null for as many as it has; the first to use it must say.
    /// Another number than it has is refused while it is in use: <see cref="SetLockPermits"/> changes it.
    /// </summary>
    [Id(7)]
    public int? Permits { get; init; }

    /// <summary>The session that the grant hangs on, instead of a TTL of its own; null for none.</summary>
    [Id(8)]
    public string? Session { get; init; }

    /// <summary>
    /// The owner scope: what must not wait for itself, such as one task or one job. Deadlocks are found between scopes. 1 to 200
    /// characters; null for none.
    /// </summary>
    [Id(9)]
    public string? Scope { get; init; }

    /// <summary>Of those in a deadlock, the lowest gives way; among equals the youngest wait. -1,000 to 1,000. Default: 0.</summary>
    [Id(10)]
    public int DeadlockPriority { get; init; }

    /// <summary>
    /// How long the lock stays closed to other owners if this grant is lost (its TTL or its session ends) and not released; the
    /// same owner may return at once. 0 to 60 s. Default: 0.
    /// </summary>
    [Id(11)]
    public TimeSpan LockDelay { get; init; }

    /// <summary>
    /// How long the grant may be held however often it is renewed; then it is asked back, and after a grace no longer renewed.
    /// 1 s to 365 days; null for no limit.
    /// </summary>
    [Id(12)]
    public TimeSpan? MaxHold { get; init; }

    /// <summary>
    /// Whether the lock may be handed on from this grant, and to it, before the release is durable: many times as fast where many wait. Only
    /// exclusive, with a <see cref="Session"/> and without a lock-delay. Such a grant is not converted, and its token is not checked by the lock
    /// (<see cref="CheckLock"/>) nor by the database (<c>actors.check_fence</c>): compare it where you write. A crash can undo a release then, so
    /// whoever sends this has to answer <see cref="Sessions.SessionNoteKind.Confirm"/> by releasing what it neither holds nor waits for. Default: false.
    /// </summary>
    [Id(13)]
    public bool EarlyHandOff { get; init; }
}
