using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>How to campaign.</summary>
public sealed record CampaignOptions
{
    /// <summary>
    /// How long the leader leads after its last acknowledged heartbeat; heartbeats are sent each third of it. Shorter replaces
    /// a dead leader sooner; longer bears longer hiccups. 1 s to 24 h. Default: 15 s.
    /// </summary>
    public TimeSpan Ttl { get; init; } = LeaderRules.TtlDefault;

    /// <summary>
    /// How long before its deadline a leader that cannot renew is told to stop, by <see cref="LeaderHandle.SteppingDown"/>. Give what
    /// stopping takes. 0 to half of <see cref="Ttl"/>. Default: a fifth of it.
    /// </summary>
    public TimeSpan? StopAllowance { get; init; }

    /// <summary>Higher is elected first, if the role's <see cref="LeaderPolicy"/> goes by it. -1,000 to 1,000. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>What to proclaim as the leader, such as an address. At most 4,096 characters. Default: nothing.</summary>
    public string? Value { get; init; }

    /// <summary>For people: at most 16 entries of 2,048 characters together. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the role's preferred labels are compared with: at most 16 entries of 2,048 characters together. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    internal TimeSpan StopAllowanceOrDefault => StopAllowance ?? Ttl / 5;

    internal Campaign For(string candidate) => new()
    {
        Candidate = candidate,
        Ttl = Ttl,
        Priority = Priority,
        Value = Value,
        Metadata = Metadata,
        Labels = Labels,
    };

    internal Refusal? Refuse()
    {
        var allowance = StopAllowanceOrDefault;
        return allowance >= TimeSpan.Zero && allowance <= Ttl / 2
            ? null
            : new Refusal(ErrorCode.InvalidRequest, $"The stop allowance is {allowance.TotalSeconds} s; it takes 0 to half of the TTL, {Ttl.TotalSeconds / 2} s.");
    }
}
