using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Sessions;

/// <summary>Opens a session. Its id is the grain's, made at random by who opens it and never used again.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.OpenSession")]
public sealed record OpenSession
{
    /// <summary>Whose it is, for people: 1 to 512 characters.</summary>
    [Id(0)]
    public required string Owner { get; init; }

    /// <summary>How long it lives after its last renewal. 1 s to 24 h. Default: 15 s.</summary>
    [Id(1)]
    public TimeSpan Ttl { get; init; } = LeaseRules.TtlDefault;

    /// <summary>What else people should see: at most 16 pairs of at most 64 and 256 characters.</summary>
    [Id(2)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
