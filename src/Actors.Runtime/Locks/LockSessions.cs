using System.Collections.Immutable;
using Actors.Records;
using Actors.Sessions;
using Microsoft.Extensions.Logging;

namespace Actors.Locks;

/// <summary>
/// What a lock has to do with the sessions that its holds hang on. It never guesses that one has ended: the session says so, and
/// only when its end is durable.
/// </summary>
/// <param name="name">The lock.</param>
/// <param name="state">The present state.</param>
/// <param name="end">Ends the holds of a session that has ended.</param>
/// <param name="note">Marks a hold whose session has been told that it is lost.</param>
/// <param name="unsure">
/// The grants, with those before their turn, that were read from the record: their release may have been answered by another activation, and
/// lost with it.
/// </param>
/// <param name="confirm">Makes sure that no other activation has written: what this one knows of the holds may be old.</param>
/// <param name="local">The sessions of this silo.</param>
/// <param name="grains">Finds sessions.</param>
/// <param name="time">The clock of pauses.</param>
/// <param name="logger">For faults of watches, which are tried again.</param>
internal sealed partial class LockSessions(
    string name,
    Func<LockState?> state,
    Func<string, long, Task> end,
    Func<string, Task> note,
    Func<Task> confirm,
    HashSet<string> unsure,
    LocalSessions local,
    IGrainFactory grains,
    TimeProvider time,
    ILogger logger)
{
    private const string ConfirmReason = "Somebody wants it, and it was read from its record. Release it if it is no longer held.";

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<(string Session, long Token)> _watched = [];
    private readonly HashSet<string> _told = [];

    private ImmutableArray<LockHold> Holds => state()?.Holders ?? [];

    /// <summary>Joins: the session as it is, or why a hold cannot hang on it.</summary>
    internal async Task<(LockSessionRef Session, LockReply.Refused? Refused)> JoinAsync(string session, string leaseId, CancellationToken cancellationToken)
    {
        var join = new JoinSession(name, leaseId);
        var joined = local.TryJoin(session, join) as SessionReply ?? await Grain(session).JoinAsync(join, cancellationToken);
        return joined switch
        {
            SessionReply.Open open => (new LockSessionRef(open.Token, open.Ttl), null),
            SessionReply.Refused refused => (default, new LockReply.Refused(refused.Refusal)),
            _ => throw new InvalidOperationException($"A session answered a join with '{joined}'."),
        };
    }

    /// <summary>Leaves, without waiting: a session that does not hear of it only counts one hold too many.</summary>
    internal void Leave(string session, string leaseId)
    {
        var leave = new LeaveSession(name, leaseId);
        if (!local.TryLeave(session, leave)) _ = Grain(session).LeaveAsync(leave, CancellationToken.None);
    }

    /// <summary>
    /// Tells the owner of a hold that it is lost: null once that is durable, else why the session takes no notes now. A session that
    /// has ended need not be told.
    /// </summary>
    internal Task<LockReply.Refused?> TellLostAsync(LockHold hold, string reason, CancellationToken cancellationToken)
        => NoteAsync(hold, SessionNoteKind.Lost, reason, cancellationToken);

    /// <summary>Whether this session has ended, by its own word.</summary>
    internal Task<bool> HasEndedAsync(string session, long token, CancellationToken cancellationToken)
        => HasEndedAsync(session, token, TimeSpan.Zero, cancellationToken);

    /// <summary>Asks every session once, and ends the holds of those that have ended.</summary>
    internal async Task EndEndedAsync(CancellationToken cancellationToken)
    {
        foreach (var hold in Holds.Where(hold => hold.Session is not null).DistinctBy(hold => (hold.Session, hold.SessionToken)))
        {
            if (await HasEndedAsync(hold.Session!, hold.SessionToken, cancellationToken)) await end(hold.Session!, hold.SessionToken);
        }
    }

    /// <summary>A grant has come to its turn while its owner did not ask for it, and may have given it up.</summary>
    internal void Doubt(string leaseId) => unsure.Add(leaseId);

    /// <summary>
    /// Somebody wants the lock: has the owners release what they no longer hold. Once in an activation, as a release that this one answers
    /// is either written by it, or lost with it.
    /// </summary>
    internal async Task AskAsync(CancellationToken cancellationToken)
    {
        if (unsure.Count == 0) return;
        foreach (var hold in Holds.AddRange(state()?.Promised ?? []).Where(hold => unsure.Contains(hold.Id)))
        {
            // Taken out first: each session's watch comes here, and the holds are asked about once among them all.
            if (!unsure.Remove(hold.Id)) continue;
            var asked = false;
            try
            {
                asked = await NoteAsync(hold, SessionNoteKind.Confirm, ConfirmReason, cancellationToken) is null;
            }
            finally
            {
                if (!asked) unsure.Add(hold.Id);
            }
        }
    }

    /// <summary>Watches the sessions of the present holds for as long as <paramref name="wanted"/> says, so that their end is known at once.</summary>
    internal void Watch(Func<bool> wanted)
    {
        foreach (var hold in Holds)
        {
            if (hold.Session is not null && _watched.Add((hold.Session, hold.SessionToken))) _ = WatchAsync(hold, wanted);
        }
    }

    /// <summary>
    /// Tells sessions what is asked back of them, and once a grace is over that it is lost; it runs out a TTL after that. False if one
    /// takes no notes now.
    /// </summary>
    internal async Task<bool> TellRevokedAsync(Func<Moment> now, CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var hold in Holds.Where(hold => hold is { Session: not null, Revocation: not null, Noted: false }))
        {
            var lost = LockTimes.IsRevoked(hold, now());
            if (!lost && _told.Contains(hold.Id)) continue;
            if (await NoteAsync(hold, lost ? SessionNoteKind.Lost : SessionNoteKind.Revoked, hold.Revocation!.Reason, cancellationToken) is not null) all = false;
            else if (lost) await note(hold.Id);
            else _told.Add(hold.Id);
        }

        return all;
    }

    private async Task WatchAsync(LockHold hold, Func<bool> wanted)
    {
        try
        {
            while (wanted() && Holds.Any(other => other.Session == hold.Session && other.SessionToken == hold.SessionToken))
            {
                try
                {
                    await AskAsync(CancellationToken.None);
                    if (await HasEndedAsync(hold.Session!, hold.SessionToken, Slice, CancellationToken.None))
                    {
                        await end(hold.Session!, hold.SessionToken);
                        return;
                    }

                    await confirm();
                }
                catch (Exception exception) when (exception is RecordFaultException or TimeoutException or OrleansException)
                {
                    LogWatchFailed(exception, name, hold.Session!);
                    await Task.Delay(PauseAfterFault, time);
                }
            }
        }
        finally
        {
            _watched.Remove((hold.Session!, hold.SessionToken));
        }
    }

    private async Task<bool> HasEndedAsync(string session, long token, TimeSpan wait, CancellationToken cancellationToken)
        => await Grain(session).WatchAsync(new WatchSession(token, wait), cancellationToken)
            is SessionReply.Refused { Refusal.Code: ErrorCode.SessionEnded };

    private async Task<LockReply.Refused?> NoteAsync(LockHold hold, SessionNoteKind kind, string reason, CancellationToken cancellationToken)
    {
        var reply = await Grain(hold.Session!).NoteAsync(new NoteForSession(hold.SessionToken, name, hold.Id, kind, reason), cancellationToken);
        return reply is SessionReply.Refused { Refusal: { Code: not ErrorCode.SessionEnded } refusal } ? new LockReply.Refused(refusal) : null;
    }

    private ISessionGrain Grain(string session) => grains.GetRecordGrain<ISessionGrain>(SessionName.Kind, session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lock '{Name}' could not ask the session '{Session}' that it is held by. It tries again.")]
    private partial void LogWatchFailed(Exception exception, string name, string session);
}
