using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>A role at one moment.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderDescription")]
public sealed record LeaderDescription
{
    /// <summary>The role's name.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>
    /// The newest term: the leader's, or the last one if nobody leads; 0 if nobody has campaigned as far back as is kept. Never goes
    /// back.
    /// </summary>
    [Id(1)]
    public required long Term { get; init; }

    /// <summary>Who leads; null if nobody does. With several seats who has led for the shortest; see <see cref="Leaders"/>.</summary>
    [Id(2)]
    public string? Leader { get; init; }

    /// <summary>What the leader proclaims; null if nothing.</summary>
    [Id(3)]
    public string? Value { get; init; }

    /// <summary>What the leader tells of itself.</summary>
    [Id(4)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When the leader's lease ends if it renews no more, by the database's clock; for people. Null if nobody leads.</summary>
    [Id(5)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who waits, in the order in which they are elected. Not stored, so empty in listings and after a fail-over.</summary>
    [Id(6)]
    public ImmutableArray<LeaderCandidate> Candidates { get; init; } = [];

    /// <summary>The newest terms, newest first: at most 32 that have ended, and the current ones.</summary>
    [Id(7)]
    public ImmutableArray<LeaderTerm> Terms { get; init; } = [];

    /// <summary>
    /// Changes whenever leaders, terms, values, metadata, requests to yield or the policy do, and by nothing else: not by heartbeats,
    /// nor by candidates that come and go. 0 if there is no record of the role.
    /// </summary>
    [Id(8)]
    public required long Version { get; init; }

    /// <summary>Everyone who leads, in the order of their terms; as many as the role has seats at most, unless seats were taken away.</summary>
    [Id(9)]
    public ImmutableArray<LeaderStanding> Leaders { get; init; } = [];

    /// <summary>The role's policy.</summary>
    [Id(10)]
    public LeaderPolicy Policy { get; init; } = LeaderPolicy.Default;
}
