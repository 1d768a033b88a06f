namespace Actors.Sessions;

/// <summary>
/// What hangs on a session, as far as this activation has been told. In memory only: it bounds how much that is, and nothing that
/// is safe depends on it. Safe for concurrent use: locks of the same silo join and leave without a call (<see cref="LocalSessions"/>).
/// </summary>
/// <param name="max">How many there may be.</param>
/// <param name="time">The clock by which the session is known to be open.</param>
internal sealed class SessionHolds(int max, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Subject, string LeaseId)> _holds = [];
    private SessionReply.Open? _open;
    private long _openUntil;

    internal int Count
    {
        get
        {
            lock (_lock) return _holds.Count;
        }
    }

    /// <summary>Adds a hold, or finds it; false if there are too many.</summary>
    internal bool TryAdd(JoinSession command)
    {
        lock (_lock) return Add(command);
    }

    /// <summary>Adds a hold if the session is known to be open and has room; null if only its grain can say.</summary>
    internal SessionReply.Open? TryJoin(JoinSession command)
    {
        lock (_lock) return _open is { } open && time.GetTimestamp() < _openUntil && Add(command) ? open : null;
    }

    internal void Remove(LeaveSession command)
    {
        lock (_lock) _holds.Remove((command.Subject, command.LeaseId));
    }

    /// <summary>The session is open, durably, and for so long unless it is ended.</summary>
    internal void Open(SessionReply.Open open, TimeSpan remaining)
    {
        lock (_lock)
        {
            _open = open;
            _openUntil = time.GetTimestamp() + (long)(remaining.TotalSeconds * time.TimestampFrequency);
        }
    }

    /// <summary>Whether the session is open is not known any more, or is about to change.</summary>
    internal void Close()
    {
        lock (_lock) _open = null;
    }

    private bool Add(JoinSession command)
    {
        var hold = (command.Subject, command.LeaseId);
        if (_holds.Contains(hold)) return true;
        return _holds.Count < max && _holds.Add(hold);
    }
}
