using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Leases;

/// <summary>
/// A hold with an end: who, under which fencing token, for how long. Locks and leader roles both stand on it; see README.md
/// beside this file for why its expiry is safe.
/// </summary>
public record Lease
{
    /// <summary>Names this grant; also the id of the request that it answers, so that a repeat finds it.</summary>
    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>The fencing token: rises with every grant of the same name, for ever.</summary>
    public required long Token { get; init; }

    public required TimeSpan Ttl { get; init; }

    /// <summary>When it was granted, by the database's clock; for people.</summary>
    public required DateTimeOffset AcquiredAt { get; init; }

    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// The activation's monotonic time at which the lease was last known to be renewed. Not stored: after a load it is zero,
    /// the moment of the read, as every renewal that was acknowledged had been committed before.
    /// </summary>
    [JsonIgnore]
    public TimeSpan RenewedAt { get; init; }
}
