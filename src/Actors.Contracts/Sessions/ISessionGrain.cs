using Actors.Records;
using Orleans.Concurrency;

namespace Actors.Sessions;

/// <summary>One session: a lease that any number of holds hang on, renewed once however many they are.</summary>
[Alias("Actors.Sessions.ISessionGrain")]
public interface ISessionGrain : IRecordGrain
{
    /// <summary>Opens the session, or finds it open: open or refused. A session that has ended is never opened again.</summary>
    [Alias("Open")]
    Task<SessionReply> OpenAsync(OpenSession command, CancellationToken cancellationToken);

    /// <summary>Renews it: open or refused.</summary>
    [Alias("Renew")]
    Task<SessionReply> RenewAsync(RenewSession command, CancellationToken cancellationToken);

    /// <summary>Ends it, and with it all that hangs on it: done. Repeatable.</summary>
    [Alias("End")]
    Task<SessionReply> EndAsync(EndSession command, CancellationToken cancellationToken);

    /// <summary>Answers with the notes after the last that was seen, at once or when there are any: open or refused.</summary>
    [Alias("Listen")]
    Task<SessionReply> ListenAsync(ListenToSession request, CancellationToken cancellationToken);

    /// <summary>Describes it; null if there is no record of it.</summary>
    [Alias("Describe")]
    Task<SessionDescription?> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// For grains: something is about to hang on the session: open or refused. "Open" may come from an activation that has been
    /// overtaken, which only delays; "ended" is told after it is durable.
    /// </summary>
    [Alias("Join")]
    Task<SessionReply> JoinAsync(JoinSession command, CancellationToken cancellationToken);

    /// <summary>For grains: something hangs on the session no longer.</summary>
    [Alias("Leave"), OneWay]
    Task LeaveAsync(LeaveSession command, CancellationToken cancellationToken);

    /// <summary>For grains: answers when the session has ended, durably, or when the wait is over: open or refused.</summary>
    [Alias("Watch")]
    Task<SessionReply> WatchAsync(WatchSession request, CancellationToken cancellationToken);

    /// <summary>
    /// For grains: tells the session's owner something about one of its holds. Durable when answered: every later renewal that is
    /// acknowledged carries it until it has been seen. Open or refused: <see cref="ErrorCode.Unavailable"/> if the owner has not
    /// seen as many notes as are kept. Repeatable.
    /// </summary>
    [Alias("Note")]
    Task<SessionReply> NoteAsync(NoteForSession command, CancellationToken cancellationToken);
}
