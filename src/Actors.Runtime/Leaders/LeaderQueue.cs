using System.Collections.Immutable;
using Actors.Records;

namespace Actors.Leaders;

/// <summary>
/// The candidates that wait, in the order in which they are elected: higher priority first, then first come. In memory only;
/// nothing that is safe depends on it.
/// </summary>
internal sealed record LeaderQueue
{
    internal static readonly LeaderQueue Empty = new();

    /// <summary>In the order of election.</summary>
    internal ImmutableList<QueuedCandidate> Candidates { get; private init; } = [];

    private long Arrivals { get; init; }

    internal bool Contains(string id) => Candidates.Exists(candidate => candidate.Id == id);

    /// <summary>Joins, or heartbeats in one's place. A new priority moves a candidate, behind none that came later.</summary>
    internal LeaderQueue Join(Campaign campaign, Moment now)
    {
        var before = Candidates.Find(candidate => candidate.Id == campaign.Candidate);
        var candidate = new QueuedCandidate
        {
            Id = campaign.Candidate,
            Ttl = campaign.Ttl,
            Priority = campaign.Priority,
            Value = campaign.Value ?? before?.Value,
            Metadata = campaign.Metadata ?? before?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty,
            Since = before?.Since ?? now.Utc,
            Arrival = before?.Arrival ?? Arrivals + 1,
            SeenAt = now.Elapsed,
        };
        var others = before is null ? Candidates : Candidates.Remove(before);
        var place = others.FindIndex(other => Precedes(candidate, other));
        return new LeaderQueue
        {
            Candidates = others.Insert(place < 0 ? others.Count : place, candidate),
            Arrivals = Math.Max(Arrivals, candidate.Arrival),
        };
    }

    internal LeaderQueue Leave(string id) => this with { Candidates = Candidates.RemoveAll(candidate => candidate.Id == id) };

    /// <summary>Without the candidates that have not heartbeat for their TTL.</summary>
    internal LeaderQueue Live(Moment now)
        => this with { Candidates = Candidates.RemoveAll(candidate => now.Elapsed - candidate.SeenAt >= candidate.Ttl) };

    private static bool Precedes(QueuedCandidate candidate, QueuedCandidate other) => candidate.Priority != other.Priority
        ? candidate.Priority > other.Priority
        : candidate.Arrival < other.Arrival;
}
