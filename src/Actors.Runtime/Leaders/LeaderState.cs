using System.Collections.Immutable;

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

    /// <summary>Who leads, in the order of their terms.</summary>
    public ImmutableArray<LeaderSeat> Leaders { get; init; } = [];

    /// <summary>Since when the seats are vacant that somebody had before, the longest first.</summary>
    public ImmutableArray<DateTimeOffset> Vacated { get; init; } = [];

    /// <summary>Null is the default.</summary>
    public LeaderPolicy? Policy { get; init; }

    /// <summary>The newest ended terms, oldest first.</summary>
    public ImmutableArray<EndedTerm> Terms { get; init; } = [];

    internal LeaderPolicy Rules => Policy ?? LeaderPolicy.Default;
}
