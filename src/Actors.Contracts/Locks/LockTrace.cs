using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>For lock grains: who holds a lock and who waits for it, durably and at this moment. What deadlocks are found from.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockTrace")]
public sealed record LockTrace
{
    /// <summary>Who holds it.</summary>
    [Id(0)]
    public required ImmutableArray<LockTraceEntry> Holders { get; init; }

    /// <summary>Who waits with an open poll, next first.</summary>
    [Id(1)]
    public required ImmutableArray<LockTraceEntry> Waiters { get; init; }

    /// <summary>How many may hold it at once if it is used as a semaphore; else null.</summary>
    [Id(2)]
    public int? Permits { get; init; }
}
