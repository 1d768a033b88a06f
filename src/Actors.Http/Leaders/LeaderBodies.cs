using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Actors.Commands;

namespace Actors.Leaders;

/// <summary>What HTTP callers send and get. Not the wire's records: two contracts, two lives.</summary>
internal static class LeaderBodies
{
    internal static StandingBody Of(string candidate, LeaderReply.Leading leading)
        => new(IsLeader: true, leading.Term, candidate, leading.ExpiresAt, Of(leading.YieldRequested));

    internal static StandingBody Of(LeaderReply.Following following)
        => new(IsLeader: false, following.Term, following.Leader, following.ExpiresAt);

    internal static TermBody Of(LeaderTerm term) => new(term.Term, term.Leader, term.From, term.To, term.End, term.GapMs);

    internal static CandidateBody Of(LeaderCandidate one) => new(one.Id, one.Priority, one.Since, one.Metadata, one.Labels);

    internal static LeaderBody Of(LeaderStanding one)
        => new(one.Candidate, one.Term, one.Value, one.Metadata, one.Labels, one.Priority, one.Since, one.ExpiresAt, Of(one.YieldRequested));

    private static YieldBody? Of(LeaderYield? yield) => yield is null ? null : new YieldBody(CommandNames.Kebab(yield.Reason.ToString()), yield.Until);

    internal sealed record CampaignBody
    {
        public double? TtlSeconds { get; init; }

        public int? Priority { get; init; }

        public string? Value { get; init; }

        public ImmutableDictionary<string, string?>? Metadata { get; init; }

        public ImmutableDictionary<string, string?>? Labels { get; init; }

        public long? ExpectedTerm { get; init; }
    }

    internal sealed record ProclaimBody(string Candidate, long Term, string? Value);

    internal sealed record ProclaimedBody(long Term, long Version);

    internal sealed record LeftBody(long? EndedTerm, string? Successor, long? SuccessorTerm);

    internal sealed record StandingBody(
        bool IsLeader,
        long Term,
        string Leader,
        DateTimeOffset ExpiresAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] YieldBody? YieldRequested = null);

    internal sealed record YieldBody(string Reason, DateTimeOffset? Until);

    internal sealed record LeaderBody(
        string Candidate,
        long Term,
        string? Value,
        IReadOnlyDictionary<string, string> Metadata,
        IReadOnlyDictionary<string, string> Labels,
        int Priority,
        DateTimeOffset Since,
        DateTimeOffset ExpiresAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] YieldBody? YieldRequested);

    internal sealed record CandidateBody(
        string Id, int Priority, DateTimeOffset Since, IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, string> Labels);

    internal sealed record TermBody(long Term, string Leader, DateTimeOffset From, DateTimeOffset? To, LeaderTermEnd? End, long? GapMs);
}
