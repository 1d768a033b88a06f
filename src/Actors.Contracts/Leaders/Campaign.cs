using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>Campaigns for a role, or heartbeats: the two are one command. <see cref="LeaderRules"/> has the limits.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Campaign")]
public sealed record Campaign
{
    /// <summary>Who campaigns: a name that no other process uses. 1 to 512 bytes of UTF-8 without controls and '/'.</summary>
    [Id(0)]
    public required string Candidate { get; init; }

    /// <summary>
    /// How long after its last heartbeat a leader leads, and a candidate is waited for. Shorter replaces a dead leader sooner;
    /// longer bears longer hiccups. 1 s to 24 h. Default: 15 s.
    /// </summary>
    [Id(1)]
    public TimeSpan Ttl { get; init; } = LeaderRules.TtlDefault;

    /// <summary>Higher is elected first, if the role's <see cref="LeaderPolicy"/> goes by it; among equals the first to campaign. -1,000 to 1,000. Default: 0.</summary>
    [Id(2)]
    public int Priority { get; init; }

    /// <summary>What the candidate proclaims when it leads, such as its address; null leaves what it proclaimed before.</summary>
    [Id(3)]
    public string? Value { get; init; }

    /// <summary>For people; null leaves what was told before.</summary>
    [Id(4)]
    public ImmutableSortedDictionary<string, string>? Metadata { get; init; }

    /// <summary>
    /// Renews this term or nothing: if the candidate does not lead in it, the answer is <see cref="ErrorCode.NotLeader"/> and
    /// it does not become a candidate. Null campaigns.
    /// </summary>
    [Id(5)]
    public long? ExpectedTerm { get; init; }

    /// <summary>What a role's <see cref="LeaderPolicy.PreferredLabels"/> are compared with; null leaves what was told before.</summary>
    [Id(6)]
    public ImmutableSortedDictionary<string, string>? Labels { get; init; }
}
