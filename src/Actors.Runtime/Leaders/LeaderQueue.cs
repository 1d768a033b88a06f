using System.Collections.Immutable;
using Actors.Records;

namespace Actors.Leaders;

/// <summary>The candidates that wait, as they came. In memory only; nothing that is safe depends on it.</summary>
internal sealed record LeaderQueue
{
    internal static readonly LeaderQueue Empty = new();

    /// <summary>First come, first.</summary>
    internal ImmutableList<QueuedCandidate> Candidates { get; private init; } = [];

    internal bool Contains(string id) => Candidates.Exists(candidate => candidate.Id == id);

    /// <summary>In the order in which they are elected.</summary>
    internal IEnumerable<QueuedCandidate> InOrder(LeaderPolicy policy) => Candidates.OrderBy(candidate => LeaderRank.Of(policy, candidate));

    /// <summary>Joins, or heartbeats in one's place.</summary>
    internal LeaderQueue Join(Campaign campaign, Moment now)
    {
        var place = Candidates.FindIndex(candidate => candidate.Id == campaign.Candidate);
        var before = place < 0 ? null : Candidates[place];
        var candidate = new QueuedCandidate
        {
            Id = campaign.Candidate,
            Ttl = campaign.Ttl,
            Priority = campaign.Priority,
            Value = campaign.Value ?? before?.Value,
            Metadata = campaign.Metadata ?? before?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty,
            Labels = campaign.Labels ?? before?.Labels ?? ImmutableSortedDictionary<string, string>.Empty,
            Since = before?.Since ?? now.Utc,
            SeenAt = now.Elapsed,
        };
        return new LeaderQueue { Candidates = before is null ? Candidates.Add(candidate) : Candidates.SetItem(place, candidate) };
    }

    internal LeaderQueue Leave(string id) => new() { Candidates = Candidates.RemoveAll(candidate => candidate.Id == id) };

    /// <summary>Without the candidates that have not heartbeat for their TTL.</summary>
    internal LeaderQueue Live(Moment now)
        => new() { Candidates = Candidates.RemoveAll(candidate => now.Elapsed - candidate.SeenAt >= candidate.Ttl) };
}
