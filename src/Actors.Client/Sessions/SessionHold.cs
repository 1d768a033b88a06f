namespace Actors.Sessions;

/// <summary>Something that hangs on this process's session, and what its holder is told of it.</summary>
internal sealed class SessionHold(string subject, string leaseId) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _revoked = new();
    private volatile bool _over;

    internal (string Subject, string LeaseId) Key => (subject, leaseId);

    internal CancellationToken Lost => _lost.Token;

    internal CancellationToken Revoked => _revoked.Token;

    /// <summary>Why it is asked back or lost; null if it is not, or if the session ended.</summary>
    internal string? Reason { get; private set; }

    // Callbacks are the holder's code: they run elsewhere, and the token is cancelled before this returns.
    internal void Lose(string? reason = null) => Tell(_lost, reason);

    internal void Revoke(string reason) => Tell(_revoked, reason);

    /// <summary>It was given back: nothing is told of it any more, and its tokens stay as they are.</summary>
    public void Dispose() => _over = true;

    private void Tell(CancellationTokenSource signal, string? reason)
    {
        if (_over) return;
        Reason = reason ?? Reason;
        _ = signal.CancelAsync();
    }
}
