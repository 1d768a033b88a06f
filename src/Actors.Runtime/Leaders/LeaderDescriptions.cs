using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;

namespace Actors.Leaders;

/// <summary>Shows a role to callers.</summary>
internal static class LeaderDescriptions
{
    /// <summary>A role as its grain knows it.</summary>
    internal static LeaderDescription Of(string role, LeaderState? state, LeaderQueue queue, Moment now)
        => Of(role, state, state?.Leader is { } lease ? LeaseMachine.ExpiresAt(lease, now) : null) with
        {
            Candidates = [.. queue.Live(now).Candidates.Select(Candidate)],
        };

    /// <summary>A role as it is stored: every renewal writes the row, so its lease runs from when the row was written.</summary>
    internal static LeaderDescription Of(string role, LeaderState state, DateTimeOffset updatedAt)
        => Of(role, state, updatedAt + state.Leader?.Ttl);

    private static LeaderDescription Of(string role, LeaderState? state, DateTimeOffset? expiresAt) => new()
    {
        Role = role,
        Term = state?.LastTerm ?? 0,
        Leader = state?.Leader?.Owner,
        Value = state?.Value,
        Metadata = state?.Leader?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty,
        ExpiresAt = expiresAt,
        Terms = state is null ? [] : Terms(state),
        Version = state?.Revision ?? 0,
    };

    private static ImmutableArray<LeaderTerm> Terms(LeaderState state)
    {
        var ended = state.Terms.Reverse().Select(term => new LeaderTerm(term.Term, term.Leader, term.From, term.To, term.End));
        return state.Leader is { } lease
            ? [new LeaderTerm(lease.Token, lease.Owner, lease.AcquiredAt, To: null, End: null), .. ended]
            : [.. ended];
    }

    private static LeaderCandidate Candidate(QueuedCandidate candidate) => new()
    {
        Id = candidate.Id,
        Priority = candidate.Priority,
        Since = candidate.Since,
        Metadata = candidate.Metadata,
    };
}
