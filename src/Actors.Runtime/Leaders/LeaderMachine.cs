using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Leaders;

/// <summary>
/// Everything that a role decides, as pure functions. A term begins and is renewed only by writes to the role's record, so an
/// activation that is not the newest can do neither; see README.md beside this file.
/// </summary>
internal static class LeaderMachine
{
    /// <summary>Campaigns, or heartbeats.</summary>
    internal static LeaderStep<LeaderReply> Campaign(
        RecordImage<LeaderState> image, LeaderQueue queue, Campaign command, Moment now, LeaderOptions options)
    {
        if (LeaderRules.Refuse(command) is { } invalid) return Refuse(queue, invalid);
        var lease = image.State?.Leader;
        var led = lease is not null && !LeaseMachine.HasExpired(lease, now);
        if (led && lease!.Owner == command.Candidate && (command.ExpectedTerm ?? lease.Token) == lease.Token)
        {
            return Renew(image, queue, command, now);
        }

        if (command.ExpectedTerm is { } expected) return Refuse(queue, NotLeader(command.Candidate, expected, image.State));
        queue = queue.Live(now);
        if (!led) return Succeed(image, queue.Join(command, now), LeaderTermEnd.Expired, now, options, Stands);
        return queue.Candidates.Count >= options.CandidatesMax && !queue.Contains(command.Candidate)
            ? Refuse(queue, TooMany(options.CandidatesMax))
            : Keep(queue.Join(command, now), Following(image.State!, now));

        LeaderReply Stands(LeaderState next) => next.Leader!.Owner == command.Candidate ? Leading(next.Leader, now) : Following(next, now);
    }

    /// <summary>Ends the candidate's term and hands over in one write, or takes it out of the queue.</summary>
    internal static LeaderStep<LeaderReply> Resign(
        RecordImage<LeaderState> image, LeaderQueue queue, Resign command, Moment now, LeaderOptions options)
    {
        if (LeaderRules.RefuseCandidate(command.Candidate) is { } invalid) return Refuse(queue, invalid);
        if (image.State?.Leader is { } lease && lease.Owner == command.Candidate && (command.Term ?? lease.Token) == lease.Token)
        {
            var end = LeaseMachine.HasExpired(lease, now) ? LeaderTermEnd.Expired : LeaderTermEnd.Resigned;
            return Succeed<LeaderReply>(image, queue.Live(now), end, now, options, _ => new LeaderReply.Left(lease.Token));
        }

        // A late repeat for an older term: the candidate may have come back since, and is left in its place.
        return Keep(command.Term is null or 0 ? queue.Leave(command.Candidate) : queue, new LeaderReply.Left(EndedTerm: null));
    }

    /// <summary>Ends a term whose leader was not heard of for its TTL, and elects the next candidate. True if there was one.</summary>
    internal static LeaderStep<bool> Expire(RecordImage<LeaderState> image, LeaderQueue queue, Moment now, LeaderOptions options)
        => image.State?.Leader is { } lease && LeaseMachine.HasExpired(lease, now)
            ? Succeed(image, queue.Live(now), LeaderTermEnd.Expired, now, options, _ => true)
            : new LeaderStep<bool>(Decide.Keep<LeaderState, bool>(false), queue);

    /// <summary>The record is due: records an expiry, removes a role that has been free for long, or moves the due time on.</summary>
    internal static LeaderStep<bool> Wake(RecordImage<LeaderState> image, LeaderQueue queue, Moment now, LeaderOptions options)
    {
        if (image.State is not { } state) return new LeaderStep<bool>(Decide.Keep<LeaderState, bool>(false), queue);
        if (state.Leader is { } lease)
        {
            return LeaseMachine.HasExpired(lease, now)
                ? Expire(image, queue, now, options)
                : new LeaderStep<bool>(Decide.Write(state, false, due: DueChange.In(options.IdleRetention)), queue);
        }

        var idle = state.Terms is [.., var last] ? now.Utc - last.To : options.IdleRetention;
        return new LeaderStep<bool>(
            idle >= options.IdleRetention
                ? Decide.Remove<LeaderState, bool>(true)
                : Decide.Write(state, false, due: DueChange.In(options.IdleRetention - idle)),
            queue);
    }

    private static LeaderStep<LeaderReply> Renew(RecordImage<LeaderState> image, LeaderQueue queue, Campaign command, Moment now)
    {
        var state = image.State!;
        var metadata = command.Metadata ?? state.Leader!.Metadata;
        var value = command.Value ?? state.Value;
        var visible = value != state.Value || !metadata.SequenceEqual(state.Leader!.Metadata);
        var lease = LeaseMachine.Renew(state.Leader!, command.Ttl, now) with { Metadata = metadata };
        var next = state with { Leader = lease, Value = value, Revision = visible ? image.VersionAfter() : state.Revision };
        return new LeaderStep<LeaderReply>(Decide.Write<LeaderState, LeaderReply>(next, Leading(lease, now)), queue);
    }

    /// <summary>
    /// The one write by which a role changes hands: the old term, if there is one, ends, and the first candidate, if there is
    /// one, begins the next.
    /// </summary>
    private static LeaderStep<TReply> Succeed<TReply>(
        RecordImage<LeaderState> image, LeaderQueue queue, LeaderTermEnd end, Moment now, LeaderOptions options, Func<LeaderState, TReply> reply)
    {
        // The floor of a removed record is not below any term that it gave.
        var state = image.State ?? new LeaderState { LastTerm = image.Version, Revision = 0 };
        ImmutableArray<RecordEvent> events = [];
        if (state.Leader is { } old)
        {
            var ended = new EndedTerm(old.Token, old.Owner, old.AcquiredAt, now.Utc, end);
            ImmutableArray<EndedTerm> terms = [.. state.Terms.TakeLast(LeaderState.EndedTermsMax - 1), ended];
            state = state with { Leader = null, Value = null, Terms = terms };
            events = [Event(end == LeaderTermEnd.Resigned ? LeaderEvents.Resigned : LeaderEvents.Expired, old)];
        }

        state = state with { Revision = image.VersionAfter(1) };
        if (queue.Candidates is not [var first, ..]) return Step(0);
        var lease = new Lease
        {
            Id = first.Id,
            Owner = first.Id,
            Token = state.LastTerm + 1,
            Ttl = first.Ttl,
            AcquiredAt = now.Utc,
            Metadata = first.Metadata,
            RenewedAt = now.Elapsed,
        };
        state = state with { LastTerm = lease.Token, Leader = lease, Value = first.Value };
        queue = queue.Leave(first.Id);
        events = events.Add(Event(LeaderEvents.Elected, lease));
        return Step(1);

        LeaderStep<TReply> Step(int tokens) => new(
            Decide.Write(state, reply(state), events, DueChange.In(options.IdleRetention), tokens), queue);
    }

    private static RecordEvent Event(string type, Lease lease) => new(type, new LeaderEventData(lease.Owner, lease.Token));

    private static LeaderReply.Leading Leading(Lease lease, Moment now) => new(lease.Token, lease.Ttl, LeaseMachine.ExpiresAt(lease, now));

    private static LeaderReply.Following Following(LeaderState state, Moment now)
        => new(state.Leader!.Token, state.Leader.Owner, LeaseMachine.ExpiresAt(state.Leader, now), state.Revision);

    private static LeaderStep<LeaderReply> Keep(LeaderQueue queue, LeaderReply reply) => new(Decide.Keep<LeaderState, LeaderReply>(reply), queue);

    private static LeaderStep<LeaderReply> Refuse(LeaderQueue queue, Refusal refusal) => Keep(queue, new LeaderReply.Refused(refusal));

    private static Refusal NotLeader(string candidate, long expected, LeaderState? state)
    {
        var refusal = new Refusal(
            ErrorCode.NotLeader, $"'{candidate}' does not lead in term {Text(expected)} any more. Stop what it does as the leader, and campaign anew.");
        return refusal.With("term", Text(state?.LastTerm ?? 0));
    }

    private static Refusal TooMany(int candidatesMax) => new(
        ErrorCode.TooManyCandidates, $"The role has {Text(candidatesMax)} candidates, which is the most that it takes. Try again later.")
    {
        Facts = ImmutableDictionary<string, string>.Empty.Add("retryAfterSeconds", "5"),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
