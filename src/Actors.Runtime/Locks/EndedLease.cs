using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>A grant that has ended: a line of a lock's history, and the data of the events about it.</summary>
internal sealed record EndedLease
{
    public required string LeaseId { get; init; }

    public required string Owner { get; init; }

    public required long FencingToken { get; init; }

    public required DateTimeOffset AcquiredAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required LockEnd How { get; init; }

    public required LockMode Mode { get; init; }

    public string? Reason { get; init; }

    /// <summary>The session that it hung on, which is to be told.</summary>
    [JsonIgnore]
    public string? Session { get; init; }
}
