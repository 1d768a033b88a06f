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
        var draft = new LeaderDraft(image, queue, now, options);
        if (draft.SeatOf(command.Candidate) is { } seat && (command.ExpectedTerm ?? seat.Term) == seat.Term)
        {
            if (seat.HasOverstayed(now)) return Refuse(queue, Overstayed(seat, now));
            draft.Settle();
            return Leading(draft.Renew(draft.SeatOf(command.Candidate)!, command));
        }

        if (command.ExpectedTerm is { } expected) return Refuse(queue, NotLeader(command.Candidate, expected, image.State));
        if (!draft.TryJoin(command)) return Refuse(queue, TooMany(options.CandidatesMax));
        draft.Settle();
        return draft.SeatOf(command.Candidate) is { } won ? Leading(won) : draft.Decide<LeaderReply>(Following(draft, now));

        LeaderStep<LeaderReply> Leading(LeaderSeat seat) => draft.Decide<LeaderReply>(new LeaderReply.Leading(
            seat.Term, seat.Lease.Ttl, LeaseMachine.ExpiresAt(seat.Lease, now), LeaderDescriptions.Yield(seat)));
    }

    /// <summary>Ends the candidate's term and hands over in one write, or takes it out of the queue.</summary>
    internal static LeaderStep<LeaderReply> Resign(
        RecordImage<LeaderState> image, LeaderQueue queue, Resign command, Moment now, LeaderOptions options)
    {
        if (LeaderRules.Refuse(command) is { } invalid) return Refuse(queue, invalid);
        var seat = image.State?.Leaders.FirstOrDefault(seat => seat.Leader == command.Candidate);
        if (seat is null || (command.Term ?? seat.Term) != seat.Term)
        {
            // A late repeat for an older term: the candidate may have come back since, and is left in its place.
            return Keep(command.Term is null or 0 ? queue.Leave(command.Candidate) : queue, new LeaderReply.Left(EndedTerm: null));
        }

        var draft = new LeaderDraft(image, queue, now, options);
        draft.End(seat.Term, LeaderTermEnd.Resigned);
        draft.Settle(command.HandOffTo);
        return draft.Decide<LeaderReply>(new LeaderReply.Left(seat.Term, draft.Successor?.Leader, draft.Successor?.Term));
    }

    /// <summary>Sets what observers see of a leader, under its term.</summary>
    internal static LeaderStep<LeaderReply> Proclaim(
        RecordImage<LeaderState> image, LeaderQueue queue, Proclaim command, Moment now, LeaderOptions options)
    {
        if (LeaderRules.Refuse(command) is { } invalid) return Refuse(queue, invalid);
        var draft = new LeaderDraft(image, queue, now, options);
        if (draft.SeatOf(command.Candidate) is not { } seat || seat.Term != command.Term || seat.HasOverstayed(now))
        {
            return Refuse(queue, NotLeader(command.Candidate, command.Term, image.State));
        }

        draft.Proclaim(seat, command.Value);
        draft.Settle();
        return draft.Decide<LeaderReply>(new LeaderReply.Proclaimed(seat.Term, draft.Revision));
    }

    /// <summary>Gives the role another policy, and acts on it.</summary>
    internal static LeaderStep<LeaderReply> SetPolicy(
        RecordImage<LeaderState> image, LeaderQueue queue, LeaderPolicy policy, Moment now, LeaderOptions options)
    {
        if (LeaderRules.Refuse(policy) is { } invalid) return Refuse(queue, invalid);
        var draft = new LeaderDraft(image, queue, now, options);
        draft.SetPolicy(policy);
        draft.Settle();
        return draft.Decide<LeaderReply>(new LeaderReply.PolicySet(draft.Revision));
    }

    /// <summary>Ends terms whose leaders were not heard of for their TTL, and elects the next candidates. True if that changes anything.</summary>
    internal static LeaderStep<bool> Expire(RecordImage<LeaderState> image, LeaderQueue queue, Moment now, LeaderOptions options)
    {
        var draft = new LeaderDraft(image, queue, now, options);
        draft.Settle();
        return draft.Decide(draft.Changes);
    }

    /// <summary>The record is due: records an expiry, removes a role that has been free for long, or moves the due time on.</summary>
    internal static LeaderStep<bool> Wake(RecordImage<LeaderState> image, LeaderQueue queue, Moment now, LeaderOptions options)
    {
        var expired = Expire(image, queue, now, options);
        if (expired.Decision.Writes || image.State is not { } state) return expired;

        // What somebody has set is not for a clean-up to forget.
        if (state.Leaders.IsEmpty && state.Policy is not null) return Later(DueChange.Never);
        if (!state.Leaders.IsEmpty) return Later(DueChange.In(options.IdleRetention));
        var idle = state.Terms is [.., var last] ? now.Utc - last.To : options.IdleRetention;
        return idle >= options.IdleRetention
            ? new LeaderStep<bool>(Decide.Remove<LeaderState, bool>(true), expired.Queue)
            : Later(DueChange.In(options.IdleRetention - idle));

        LeaderStep<bool> Later(DueChange due) => new(Decide.Write(state, false, due: due), expired.Queue);
    }

    private static LeaderReply.Following Following(LeaderDraft draft, Moment now)
    {
        var newest = draft.Leaders[^1];
        return new LeaderReply.Following(newest.Term, newest.Leader, LeaseMachine.ExpiresAt(newest.Lease, now), draft.Revision);
    }

    private static LeaderStep<LeaderReply> Keep(LeaderQueue queue, LeaderReply reply) => new(Decide.Keep<LeaderState, LeaderReply>(reply), queue);

    private static LeaderStep<LeaderReply> Refuse(LeaderQueue queue, Refusal refusal) => Keep(queue, new LeaderReply.Refused(refusal));

    private static Refusal NotLeader(string candidate, long expected, LeaderState? state)
    {
        var refusal = new Refusal(
            ErrorCode.NotLeader, $"'{candidate}' does not lead in term {Text(expected)} any more. Stop what it does as the leader, and campaign anew.");
        return refusal.With("term", Text(state?.LastTerm ?? 0));
    }

    private static Refusal Overstayed(LeaderSeat seat, Moment now)
    {
        var refusal = new Refusal(
            ErrorCode.NotLeader,
            $"'{seat.Leader}' was asked to yield, and had its time for it. Stop what it does as the leader, and resign term {Text(seat.Term)}, or let it run out.");
        return refusal.With("term", Text(seat.Term))
            .With("retryAfterSeconds", Text(Math.Max(1, (long)Math.Ceiling(LeaseMachine.Remaining(seat.Lease, now).TotalSeconds))));
    }

    private static Refusal TooMany(int candidatesMax) => new(
        ErrorCode.TooManyCandidates, $"The role has {Text(candidatesMax)} candidates, which is the most that it takes. Try again later.")
    {
        Facts = ImmutableDictionary<string, string>.Empty.Add("retryAfterSeconds", "5"),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
