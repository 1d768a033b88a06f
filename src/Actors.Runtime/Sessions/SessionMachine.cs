using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Sessions;

/// <summary>
/// Everything that a session decides, as pure functions. It is renewed and ended only by writes to its record, and ended is
/// final: see README.md beside this file.
/// </summary>
internal static class SessionMachine
{
    /// <summary>Opens the session, or renews it if this is a repeat.</summary>
    internal static Decision<SessionState, SessionReply> Open(
        RecordImage<SessionState> image, string id, OpenSession command, SessionOptions options, Moment now)
    {
        if (SessionRules.Refuse(command) is { } invalid) return Keep(invalid);
        if (image.Exists) return WhileOpen(image, token: null, options, now, state => Repeat(state, command, now));
        var lease = new Lease
        {
            Id = id,
            Owner = command.Owner,
            Token = image.VersionAfter(1),
            Ttl = command.Ttl,
            AcquiredAt = now.Utc,
            Metadata = command.Metadata,
            RenewedAt = now.Elapsed,
        };
        var opened = new SessionState { Lease = lease };
        return Decide.Write<SessionState, SessionReply>(opened, Tell(opened, seenNote: 0, now), due: DueChange.In(LeaseMachine.Grace(lease.Ttl)), tokens: 1);
    }

    /// <summary>Renews, and forgets the notes that were seen.</summary>
    internal static Decision<SessionState, SessionReply> Renew(
        RecordImage<SessionState> image, RenewSession command, SessionOptions options, Moment now)
        => WhileOpen(image, token: null, options, now, state =>
        {
            if (RefuseSeen(command.SeenNote, state) is { } invalid) return Keep(invalid);
            var notes = state.Notes.RemoveAll(note => note.Sequence <= command.SeenNote);
            return Renewed(state with { Notes = notes }, now);
        });

    /// <summary>Ends the session. What was never opened, or is no longer remembered, is ended already.</summary>
    internal static Decision<SessionState, SessionReply> End(RecordImage<SessionState> image, SessionOptions options, Moment now)
    {
        if (image.State is not { EndedAt: null } state) return Decide.Keep<SessionState, SessionReply>(SessionReply.Done.Instance);
        var type = LeaseMachine.HasExpired(state.Lease, now) ? SessionEvents.Expired : SessionEvents.Ended;
        return EndWith(state, type, SessionReply.Done.Instance, options, now);
    }

    /// <summary>Whether the session is open, and this one of its id.</summary>
    internal static Decision<SessionState, SessionReply> Watch(
        RecordImage<SessionState> image, WatchSession request, SessionOptions options, Moment now)
        => WhileOpen(image, request.Token, options, now, state => Keep(state, now));

    /// <summary>The notes after the last that was seen.</summary>
    internal static Decision<SessionState, SessionReply> Listen(
        RecordImage<SessionState> image, ListenToSession request, SessionOptions options, Moment now)
        => WhileOpen(image, token: null, options, now, state => RefuseSeen(request.SeenNote, state) is { } invalid
            ? Keep(invalid)
            : Decide.Keep<SessionState, SessionReply>(Tell(state, request.SeenNote, now)));

    /// <summary>Whether something may hang on the session: if that is open, and it fits with what does.</summary>
    internal static Decision<SessionState, SessionReply> Join(
        RecordImage<SessionState> image, bool fits, SessionOptions options, Moment now)
        => WhileOpen(image, token: null, options, now, state => fits ? Keep(state, now) : Keep(TooMany(options.HoldsMax)));

    /// <summary>Adds a note; the same kind for the same hold is told once, but a question, which may be another than the one that was answered.</summary>
    internal static Decision<SessionState, SessionReply> Note(
        RecordImage<SessionState> image, NoteForSession command, SessionOptions options, Moment now)
        => WhileOpen(image, command.Token, options, now, state =>
        {
            var told = state.Notes.FirstOrDefault(note
                => note.Subject == command.Subject && note.LeaseId == command.LeaseId && note.Kind == command.Kind);
            if (told is { Kind: not SessionNoteKind.Confirm }) return Keep(state, now);
            var notes = told is null ? state.Notes : state.Notes.Remove(told);
            if (notes.Length >= options.NotesMax) return Keep(Unseen(options.NotesMax));
            var note = new SessionNote(state.LastNote + 1, command.Subject, command.LeaseId, command.Kind, command.Reason);
            var next = state with { LastNote = note.Sequence, Notes = notes.Add(note) };
            return Decide.Write<SessionState, SessionReply>(next, Tell(next, seenNote: 0, now));
        });

    /// <summary>Ends a session that was not heard of for its TTL.</summary>
    internal static Decision<SessionState, SessionReply> Expire(RecordImage<SessionState> image, SessionOptions options, Moment now)
        => WhileOpen(image, token: null, options, now, state => Keep(state, now));

    /// <summary>The record is due: ends a silent session, removes one that ended long ago, or moves the due time on.</summary>
    internal static Decision<SessionState, SessionReply> Wake(RecordImage<SessionState> image, SessionOptions options, Moment now)
    {
        if (image.State is not { EndedAt: { } endedAt } ended)
        {
            return WhileOpen(image, token: null, options, now, state
                => Decide.Write<SessionState, SessionReply>(state, Tell(state, seenNote: 0, now), due: DueChange.In(LeaseMachine.Remaining(state.Lease, now))));
        }

        var kept = now.Utc - endedAt;
        return kept >= options.EndedRetention
            ? Decide.Remove<SessionState, SessionReply>(SessionReply.Done.Instance)
            : Decide.Write<SessionState, SessionReply>(ended, SessionReply.Done.Instance, due: DueChange.In(options.EndedRetention - kept));
    }

    /// <summary>
    /// What every command begins with: a session that was silent for too long is ended, and that is written before it is told.
    /// </summary>
    private static Decision<SessionState, SessionReply> WhileOpen(
        RecordImage<SessionState> image,
        long? token,
        SessionOptions options,
        Moment now,
        Func<SessionState, Decision<SessionState, SessionReply>> decide)
    {
        if (image.State is not { EndedAt: null } state) return Keep(Ended());
        if (LeaseMachine.HasExpired(state.Lease, now))
        {
            return EndWith(state, SessionEvents.Expired, new SessionReply.Refused(Ended()), options, now);
        }

        return token is { } expected && expected != state.Lease.Token ? Keep(Ended()) : decide(state);
    }

    // The owner may not have heard that it is open, so it counts from when it sent this repeat: the repeat must renew.
    private static Decision<SessionState, SessionReply> Repeat(SessionState state, OpenSession command, Moment now)
    {
        var lease = state.Lease;
        var same = lease.Owner == command.Owner && lease.Ttl == command.Ttl && lease.Metadata.SequenceEqual(command.Metadata);
        return same ? Renewed(state, now) : Keep(new Refusal(
            ErrorCode.RequestIdReused, "A session of this id was opened with another owner, TTL or metadata. Use a new id for a new session."));
    }

    private static Decision<SessionState, SessionReply> Renewed(SessionState state, Moment now)
    {
        var next = state with { Lease = LeaseMachine.Renew(state.Lease, state.Lease.Ttl, now) };
        return Decide.Write<SessionState, SessionReply>(next, Tell(next, seenNote: 0, now));
    }

    private static Decision<SessionState, SessionReply> EndWith(
        SessionState state, string type, SessionReply reply, SessionOptions options, Moment now)
    {
        ImmutableArray<RecordEvent> events = [new RecordEvent(type, new SessionEventData(state.Lease.Owner, state.Lease.Token))];
        return Decide.Write(state with { EndedAt = now.Utc, Notes = [] }, reply, events, DueChange.In(options.EndedRetention));
    }

    private static SessionReply.Open Tell(SessionState state, long seenNote, Moment now) => new SessionReply.Open
    {
        Token = state.Lease.Token,
        Ttl = state.Lease.Ttl,
        ExpiresAt = LeaseMachine.ExpiresAt(state.Lease, now),
        Notes = state.Notes.RemoveAll(note => note.Sequence <= seenNote),
    };

    private static Decision<SessionState, SessionReply> Keep(SessionState state, Moment now)
        => Decide.Keep<SessionState, SessionReply>(Tell(state, seenNote: 0, now));

    private static Decision<SessionState, SessionReply> Keep(Refusal refusal)
        => Decide.Keep<SessionState, SessionReply>(new SessionReply.Refused(refusal));

    private static Refusal? RefuseSeen(long seen, SessionState state) => seen >= 0 && seen <= state.LastNote
        ? null
        : new Refusal(ErrorCode.InvalidRequest, $"The note {Text(seen)} cannot have been seen: the last is {Text(state.LastNote)}.");

    private static Refusal Ended() => new(
        ErrorCode.SessionEnded, "The session has ended, and with it all that hung on it. Stop what that protects; open a new session under a new id.");

    private static Refusal TooMany(int holdsMax) => new Refusal(
        ErrorCode.TooManyLocks, $"The session has {Text(holdsMax)} holds, which is the most that it takes. Release some, or use another session.")
        .With("retryAfterSeconds", "5");

    private static Refusal Unseen(int notesMax) => new(
        ErrorCode.Unavailable, $"The session has {Text(notesMax)} notes that its owner has not seen, which is the most that it keeps. Try again later.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
