using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>A candidate that waits, as of its last heartbeat.</summary>
internal sealed record QueuedCandidate
{
    internal required string Id { get; init; }

    internal required TimeSpan Ttl { get; init; }

    internal required int Priority { get; init; }

    internal string? Value { get; init; }

    internal required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    internal required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>When it first campaigned, by the database's clock.</summary>
    internal required DateTimeOffset Since { get; init; }

    /// <summary>The activation's monotonic time at its last heartbeat.</summary>
    internal required TimeSpan SeenAt { get; init; }
}
