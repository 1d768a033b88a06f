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

    /// <summary>Who holds it, in the order of their grants.</summary>
    [JsonIgnore]
    public ImmutableArray<LockHold> Holders { get; init; } = [];

    /// <summary>
    /// Grants that are made before their turn, in the order of their tokens: each holds as soon as the one before it has ended, and
    /// nobody else does before. Only behind a holder with <see cref="LockHold.EarlyHandOff"/>.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<LockHold> Promised { get; init; } = [];

    /// <summary>How many may hold it at once when it is used as a semaphore; the last number that was said.</summary>
    public int? Permits { get; init; }

    /// <summary>The delay after a loss, until it is over; nobody clears it then.</summary>
    public LockDelayState? Delay { get; init; }

    /// <summary>The last grants that have ended, latest first.</summary>
    [JsonConverter(typeof(LockHistoryConverter))]
    public ImmutableArray<EndedLease> History { get; init; } = [];

    private bool IsHandedOverEarly => Holders is [{ EarlyHandOff: true }];

    // actors.check_fence reads the tokens out of this, and must not find one whose grant may have been handed over before that is
    // durable. So those are stored apart.
    [JsonInclude, JsonPropertyName("holders")]
    private ImmutableArray<LockHold> StoredHolders
    {
        get => IsHandedOverEarly ? [] : Holders;
        init => Holders = value.IsEmpty ? Holders : value;
    }

    [JsonInclude, JsonPropertyName("handedOverEarly"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    private ImmutableArray<LockHold>? StoredEarly
    {
        get => IsHandedOverEarly ? Holders.AddRange(Promised) : null;
        init => (Holders, Promised) = value is [var holder, .. var promised] ? ([holder], promised) : (Holders, Promised);
    }

    /// <summary>The grant that is made to a request before its turn; null if there is none.</summary>
    internal LockHold? Promise(string requestId)
    {
        foreach (var promise in Promised)
        {
            if (promise.Id == requestId) return promise;
        }

        return null;
    }
}
