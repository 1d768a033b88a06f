using System.Collections.Concurrent;

namespace Actors.Sessions;

/// <summary>
/// The sessions with an activation in this silo. A lock of the same silo joins and leaves them here; for others, and whenever this cannot
/// say that a session is open, it asks the session. "Open" is as good here as the grain's own word: that may be old when it arrives, too.
/// </summary>
internal sealed class LocalSessions
{
    private readonly ConcurrentDictionary<string, SessionHolds> _sessions = [];

    internal void Add(string session, SessionHolds holds) => _sessions[session] = holds;

    internal void Remove(string session, SessionHolds holds) => _sessions.TryRemove(new(session, holds));

    /// <summary>Hangs a hold on the session; null if only the session can say whether it may.</summary>
    internal SessionReply.Open? TryJoin(string session, JoinSession command)
        => _sessions.TryGetValue(session, out var holds) ? holds.TryJoin(command) : null;

    /// <summary>False if the session is not here.</summary>
    internal bool TryLeave(string session, LeaveSession command)
    {
        if (!_sessions.TryGetValue(session, out var holds)) return false;
        holds.Remove(command);
        return true;
    }
}
