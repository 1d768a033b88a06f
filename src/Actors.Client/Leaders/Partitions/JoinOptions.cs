using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Leaders.Partitions;

/// <summary>How to be a member of a partition group.</summary>
public sealed record JoinOptions
{
    /// <summary>
    /// How many partitions the group has, 1 to 1,024. The same for all members; the first must tell it. Default: what the group has.
    /// </summary>
    public int? Partitions { get; init; }

    /// <summary>
    /// How long the member keeps its partitions after its last acknowledged heartbeat; heartbeats are sent each third of it. Shorter
    /// replaces a dead member sooner; longer bears longer hiccups. 1 s to 24 h. Default: 15 s.
    /// </summary>
    public TimeSpan Ttl { get; init; } = LeaseRules.TtlDefault;

    /// <summary>
    /// How long before its deadline a member that cannot heartbeat stops its work. Give what stopping takes. 0 to half of
    /// <see cref="Ttl"/>. Default: a fifth of it.
    /// </summary>
    public TimeSpan? StopAllowance { get; init; }

    /// <summary>The member's share in proportion to the others', 1 to 1,000. Default: 1.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>For people: at most 16 pairs. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    internal TimeSpan StopAllowanceOrDefault => StopAllowance ?? Ttl / 5;

    internal MemberHeartbeat For(string member) => new()
    {
        Member = member,
        Ttl = Ttl,
        Partitions = Partitions,
        Capacity = Capacity,
        Metadata = Metadata,
    };

    internal Refusal? Refuse()
    {
        var allowance = StopAllowanceOrDefault;
        return allowance >= TimeSpan.Zero && allowance <= Ttl / 2
            ? null
            : new Refusal(ErrorCode.InvalidRequest, $"The stop allowance is {allowance.TotalSeconds} s; it takes 0 to half of the TTL, {Ttl.TotalSeconds / 2} s.");
    }
}
