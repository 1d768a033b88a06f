using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Actors.Leases;

namespace Actors.Locks;

/// <summary>What is stored of a lock. Who waits is not: waiters poll, and so bring their places along.</summary>
internal sealed record LockState
{
    /// <summary>How many ended grants are kept.</summary>
    internal const int HistoryMax = 16;

    /// <summary>The token of the last grant. A new record starts with its slot's floor, so that tokens rise over deletion.</summary>
    public required long LastToken { get; init; }

    public Lease? Holder { get; init; }

    /// <summary>The TTL that the holder's acquire asked for; renewals that name none take it again.</summary>
    public TimeSpan AskedTtl { get; init; }

    /// <summary>The last grants that have ended, latest first.</summary>
    [JsonConverter(typeof(LockHistoryConverter))]
    public ImmutableArray<EndedLease> History { get; init; } = [];
}
