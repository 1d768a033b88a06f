using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>What is stored of a lock. Who waits is not: waiters poll, and so bring their places along.</summary>
internal sealed record LockState
{
    /// <summary>
    /// How many grants that were released are stored. The last of them and one more, as they are written with every acquire, and were most
    /// of the row; the activation remembers many more.
    /// </summary>
    internal const int ReleasedMax = 2;

    /// <summary>How many grants that ended otherwise are stored: those that people look for, and that are rare.</summary>
    internal const int LostMax = 6;

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

    /// <summary>The last grants that have ended, latest first: of those released fewer, see <see cref="ReleasedMax"/>.</summary>
    [JsonConverter(typeof(LockHistoryConverter))]
    public ImmutableArray<EndedLease> History { get; init; } = [];

    /// <summary>The history with one more, and without those that are too many of their kind now.</summary>
    internal ImmutableArray<EndedLease> HistoryWith(EndedLease ended)
    {
        var (released, lost) = (0, 0);
        var history = ImmutableArray.CreateBuilder<EndedLease>(Math.Min(History.Length + 1, ReleasedMax + LostMax));
        Keep(ended);
        foreach (var past in History) Keep(past);
        return history.DrainToImmutable();

        void Keep(EndedLease past)
        {
            if (past.How == LockEnd.Released ? ++released <= ReleasedMax : ++lost <= LostMax) history.Add(past);
        }
    }

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
