using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;

namespace Actors.Leaders;

/// <summary>A seat that is taken: a term, and whose it is.</summary>
public sealed record LeaderSeat
{
    /// <summary>Id and owner are the candidate's id, the token is the term.</summary>
    public required Lease Lease { get; init; }

    /// <summary>What the leader proclaims.</summary>
    public string? Value { get; init; }

    /// <summary>As of its last heartbeat; candidates are compared with it.</summary>
    public int Priority { get; init; }

    /// <summary>As of its last heartbeat; preferred labels are compared with them.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How long the seat was vacant before, in milliseconds; null if nobody is known to have had it.</summary>
    public long? GapMs { get; init; }

    /// <summary>Set once the leader is asked to yield, until the term ends.</summary>
    public YieldRequest? Yield { get; init; }

    internal string Leader => Lease.Owner;

    internal long Term => Lease.Token;

    /// <summary>Whether the leader was told to yield, and had its time for it: it is not heard any more.</summary>
    internal bool HasOverstayed(Moment now) => Yield is { Until: not null } told && now.Elapsed - told.ToldAt >= told.Grace;
}
