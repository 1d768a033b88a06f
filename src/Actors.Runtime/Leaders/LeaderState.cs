using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Leaders;

/// <summary>What is stored of a role. Waiting candidates are not: they heartbeat, so a fail-over learns of them anew.</summary>
public sealed record LeaderState
{
    /// <summary>Most ended terms that are kept.</summary>
    internal const int EndedTermsMax = 32;

    /// <summary>The highest term ever given. Terms are fencing tokens: they only rise, also over removal of the record.</summary>
    public required long LastTerm { get; init; }

    /// <summary>The record's version at the last change that observers can see. Heartbeats leave it as it is.</summary>
    public required long Revision { get; init; }

    /// <summary>Who leads: id and owner are the candidate's id, the token is the term. Null if nobody does.</summary>
    public Lease? Leader { get; init; }

    /// <summary>What the leader proclaims.</summary>
    public string? Value { get; init; }

    /// <summary>The newest ended terms, oldest first.</summary>
    public ImmutableArray<EndedTerm> Terms { get; init; } = [];
}
