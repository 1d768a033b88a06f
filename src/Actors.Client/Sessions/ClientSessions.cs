using System.Diagnostics.CodeAnalysis;

namespace Actors.Sessions;

/// <summary>This process's session: opened when something first hangs on it, and anew, under another id, after it was lost.</summary>
/// <param name="sessions">Opens and renews them.</param>
/// <param name="giveBack">Releases what the service says hangs on a session, and the session knows nothing of.</param>
/// <param name="ttl">How long a session lives without a renewal.</param>
/// <param name="time">The clock that sessions are held by.</param>
internal sealed class ClientSessions(
    Sessions sessions, Func<ClientSession, SessionNote, Task> giveBack, TimeSpan ttl, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<ClientSession>? _current;

    internal async Task<ClientSession> GetAsync(CancellationToken cancellationToken)
    {
        Task<ClientSession> current;
        lock (_lock)
        {
            if (!IsUsable(_current))
            {
                var command = new OpenSession { Owner = $"{Environment.MachineName}:{Environment.ProcessId}", Ttl = ttl };
                _current = ClientSession.OpenAsync(sessions, giveBack, command, time);
            }

            current = _current;
        }

        return await current.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the session, if there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<ClientSession>? current;
        lock (_lock)
        {
            current = _current;
            _current = null;
        }

        if (current is null) return;
        try
        {
            await (await current.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (ActorsException)
        {
            // It was never opened, or nobody knows: then nobody renews it.
        }
    }

    private static bool IsUsable([NotNullWhen(true)] Task<ClientSession>? session)
        => session is not null && (!session.IsCompleted || (session.IsCompletedSuccessfully && !session.Result.IsOver));
}
