using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>What is stored of a lock. Who waits is not: waiters poll, and so bring their places along.</summary>
internal sealed record LockState
{
    /// <summary>
    /// How many ended grants are stored. Few, as they are written with every acquire and every release; the activation remembers
    /// many more.
    /// </summary>
    internal const int HistoryMax = 8;

    /// <summary>The token of the last grant. A new record starts with its slot's floor, so that tokens rise over deletion.</summary>
    public required long LastToken { get; init; }

    /// <summary>Who holds it, in the order of their grants. <c>actors.check_fence</c> reads the tokens out of this.</summary>
    public ImmutableArray<LockHold> Holders { get; init; } = [];

    /// <summary>How many may hold it at once when it is used as a semaphore; the last number that was said.</summary>
    public int? Permits { get; init; }

    /// <summary>The delay after a loss, until it is over; nobody clears it then.</summary>
    public LockDelayState? Delay { get; init; }

    /// <summary>The last grants that have ended, latest first.</summary>
    [JsonConverter(typeof(LockHistoryConverter))]
    public ImmutableArray<EndedLease> History { get; init; } = [];
}
