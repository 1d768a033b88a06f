namespace Actors.Sessions;

/// <summary>
/// What hangs on a session, as far as this activation has been told. In memory only: it bounds how much that is, and nothing that
/// is safe depends on it.
/// </summary>
internal sealed class SessionHolds
{
    private readonly HashSet<(string Subject, string LeaseId)> _holds = [];

    internal int Count => _holds.Count;

    internal bool Contains(JoinSession command) => _holds.Contains((command.Subject, command.LeaseId));

    internal void Add(JoinSession command) => _holds.Add((command.Subject, command.LeaseId));

    internal void Remove(LeaveSession command) => _holds.Remove((command.Subject, command.LeaseId));
}
