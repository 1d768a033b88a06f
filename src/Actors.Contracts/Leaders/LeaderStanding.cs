using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>One leader of a role. Instants are the database's, for people.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderStanding")]
public sealed record LeaderStanding
{
    /// <summary>Who leads.</summary>
    [Id(0)]
    public required string Candidate { get; init; }

    /// <summary>Its term, which is its fencing token.</summary>
    [Id(1)]
    public required long Term { get; init; }

    /// <summary>What it proclaims; null if nothing.</summary>
    [Id(2)]
    public string? Value { get; init; }

    /// <summary>What it tells of itself.</summary>
    [Id(3)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What preferred labels are compared with.</summary>
    [Id(4)]
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Its priority.</summary>
    [Id(5)]
    public required int Priority { get; init; }

    /// <summary>Since when it leads.</summary>
    [Id(6)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its lease ends if it renews no more; in listings of roles with several seats perhaps sooner.</summary>
    [Id(7)]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Set if it is asked to yield.</summary>
    [Id(8)]
    public LeaderYield? YieldRequested { get; init; }
}
