using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>Whom a role elects, how many at once, and whether a better candidate displaces a leader. Kept with the role.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderPolicy")]
public sealed record LeaderPolicy
{
    /// <summary>The policy of a role that was given none.</summary>
    public static readonly LeaderPolicy Default = new();

    /// <summary>Which candidate is elected next. Default: <see cref="LeaderSelection.Priority"/>.</summary>
    [Id(0)]
    public LeaderSelection Selection { get; init; } = LeaderSelection.Priority;

    /// <summary>
    /// For <see cref="LeaderSelection.Preferred"/>: sets of labels, the best first. A candidate fits the first set that its own labels
    /// contain; one that fits none comes last. At most 16 sets of 2,048 characters together. Default: none.
    /// </summary>
    [Id(1)]
    public ImmutableArray<ImmutableSortedDictionary<string, string>> PreferredLabels { get; init; } = [];

    /// <summary>
    /// Whether a leader is asked to yield when a candidate waits that the selection puts strictly before it. Not with
    /// <see cref="LeaderSelection.Fifo"/>, where nobody is. Default: no.
    /// </summary>
    [Id(2)]
    public bool Preemption { get; init; }

    /// <summary>
    /// How long a leader that was told to yield may take to stop and resign; after that its heartbeats are refused, and its lease
    /// runs out by its TTL. 1 s to 1 h. Default: 15 s.
    /// </summary>
    [Id(3)]
    public TimeSpan YieldGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader leads before a better candidate displaces it. 0 to 24 h. Default: 0.</summary>
    [Id(4)]
    public TimeSpan MinTenure { get; init; }

    /// <summary>
    /// Most leaders at once, each with a term of its own. Fewer than lead now cuts nobody off: the newest leaders are asked to yield.
    /// 1 to 16. Default: 1.
    /// </summary>
    [Id(5)]
    public int Seats { get; init; } = 1;

    /// <summary>Whether both say the same.</summary>
    public bool Equals(LeaderPolicy? other) => other is not null
        && (Selection, Preemption, YieldGrace, MinTenure, Seats) == (other.Selection, other.Preemption, other.YieldGrace, other.MinTenure, other.Seats)
        && PreferredLabels.Length == other.PreferredLabels.Length
        && PreferredLabels.Zip(other.PreferredLabels).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Selection, Preemption, YieldGrace, MinTenure, Seats, PreferredLabels.Length);
}
