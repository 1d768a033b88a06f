using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>A grant was lost and not released: for a while nobody but its owner is granted the lock.</summary>
internal sealed record LockDelayState(string Owner, TimeSpan Length)
{
    /// <summary>When it began, by the activation's monotonic time; after a load zero, so that a fail-over only lengthens it.</summary>
    [JsonIgnore]
    public TimeSpan Since { get; init; }
}
