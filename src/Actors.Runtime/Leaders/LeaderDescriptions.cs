using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;

namespace Actors.Leaders;

/// <summary>Shows a role to callers.</summary>
internal static class LeaderDescriptions
{
    /// <summary>A role as its grain knows it.</summary>
    internal static LeaderDescription Of(string role, LeaderState? state, LeaderQueue queue, Moment now)
        => Of(role, state, lease => LeaseMachine.ExpiresAt(lease, now)) with
        {
            Candidates = [.. queue.Live(now).InOrder(state?.Rules ?? LeaderPolicy.Default).Select(Candidate)],
        };

    /// <summary>A role as it is stored: every renewal writes the row, so no lease runs from later than when the row was written.</summary>
    internal static LeaderDescription Of(string role, LeaderState state, DateTimeOffset updatedAt) => Of(role, state, lease => updatedAt + lease.Ttl);

    internal static LeaderYield? Yield(LeaderSeat seat) => seat.Yield is { } yield ? new LeaderYield(yield.Reason, yield.Until) : null;

    private static LeaderDescription Of(string role, LeaderState? state, Func<Lease, DateTimeOffset> expiresAt)
    {
        if (state is null) return new LeaderDescription { Role = role, Term = 0, Version = 0 };
        ImmutableArray<LeaderStanding> leaders = [.. state.Leaders.Select(seat => Standing(seat, expiresAt(seat.Lease)))];
        var newest = leaders.LastOrDefault();
        return new LeaderDescription
        {
            Role = role,
            Term = state.LastTerm,
            Leader = newest?.Candidate,
            Value = newest?.Value,
            Metadata = newest?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty,
            ExpiresAt = newest?.ExpiresAt,
            Terms = Terms(state),
            Version = state.Revision,
            Leaders = leaders,
            Policy = state.Rules,
        };
    }

    private static LeaderStanding Standing(LeaderSeat seat, DateTimeOffset expiresAt) => new()
    {
        Candidate = seat.Leader,
        Term = seat.Term,
        Value = seat.Value,
        Metadata = seat.Lease.Metadata,
        Labels = seat.Labels,
        Priority = seat.Priority,
        Since = seat.Lease.AcquiredAt,
        ExpiresAt = expiresAt,
        YieldRequested = Yield(seat),
    };

    private static ImmutableArray<LeaderTerm> Terms(LeaderState state)
    {
        var ended = state.Terms.Select(term => new LeaderTerm(term.Term, term.Leader, term.From, term.To, term.End, term.GapMs));
        var current = state.Leaders.Select(seat => new LeaderTerm(seat.Term, seat.Leader, seat.Lease.AcquiredAt, To: null, End: null, seat.GapMs));
        return [.. ended.Concat(current).OrderByDescending(term => term.Term)];
    }

    private static LeaderCandidate Candidate(QueuedCandidate candidate) => new()
    {
        Id = candidate.Id,
        Priority = candidate.Priority,
        Since = candidate.Since,
        Metadata = candidate.Metadata,
        Labels = candidate.Labels,
    };
}
