using System.Text.Json.Serialization;

namespace Actors.Leaders;

/// <summary>What a leader was asked, and since when it has known.</summary>
public sealed record YieldRequest
{
    public required LeaderYieldReason Reason { get; init; }

    /// <summary>From when the leader was told, by the answer to a heartbeat.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>When the grace ends, by the database's clock, for people; null until the leader is told.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// The activation's monotonic time at which the leader was told. Not stored: after a load the grace is counted anew, which only
    /// lengthens it.
    /// </summary>
    [JsonIgnore]
    public TimeSpan ToldAt { get; init; }
}
