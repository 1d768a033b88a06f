using System.Collections.Immutable;

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

    /// <summary>How long the grant lives after its last renewal. 1 s to 24 h. Default: 15 s.</summary>
    [Id(3)]
    public TimeSpan Ttl { get; init; } = LockRules.TtlDefault;

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
}
