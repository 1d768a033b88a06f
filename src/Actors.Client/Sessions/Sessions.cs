using Actors.Calls;

namespace Actors.Sessions;

/// <summary>Sessions as plain calls, for callers that renew them themselves. Each is repeated inside its deadline.</summary>
public sealed class Sessions(GrainCalls calls, TimeProvider time)
{
    /// <summary>
    /// Opens a session, or finds it open if this is a repeat. Its owner may trust it for its TTL from before this was called.
    /// </summary>
    /// <param name="sessionId">1 to 512 bytes of UTF-8 without controls and '/', made at random and never used again.</param>
    /// <param name="command">Whose it is and how long it lives.</param>
    /// <param name="cancellationToken">Gives up; it may still happen.</param>
    /// <exception cref="ActorsException"><see cref="ErrorCode.SessionEnded"/>: a session of this id has ended. Or another refusal.</exception>
    public async Task<SessionReply.Open> OpenAsync(string sessionId, OpenSession command, CancellationToken cancellationToken = default)
        => (await OpenSentAsync(sessionId, command, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Renews a session; its owner may trust it for its TTL from before this was called.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="seenNote">The last note that was acted on; those up to it are forgotten.</param>
    /// <param name="cancellationToken">Gives up; it may still happen.</param>
    /// <exception cref="ActorsException"><see cref="ErrorCode.SessionEnded"/>: stop what hangs on it. Or another refusal.</exception>
    public async Task<SessionReply.Open> RenewAsync(string sessionId, long seenNote = 0, CancellationToken cancellationToken = default)
        => (await RenewSentAsync(sessionId, seenNote, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Ends a session, and with it all that hangs on it. Repeatable.</summary>
    /// <exception cref="ActorsException">The id is not one, or it is not known what happened.</exception>
    public async Task EndAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        var grain = Grain(sessionId);
        await calls.InvokeAsync(attempt => grain.EndAsync(new EndSession(), attempt), repeatable: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The notes after the last that was seen, as soon as there are any or the wait is over. Renews nothing.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.SessionEnded"/>, or another refusal.</exception>
    public async Task<SessionReply.Open> ListenAsync(string sessionId, long seenNote, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var grain = Grain(sessionId);
        var started = time.GetTimestamp();
        while (true)
        {
            var left = wait - time.GetElapsedTime(started);
            var slice = left <= TimeSpan.Zero ? TimeSpan.Zero : left < SessionRules.WaitMax ? left : SessionRules.WaitMax;
            var request = new ListenToSession(seenNote, slice);
            var reply = await calls.ReadAsync(attempt => grain.ListenAsync(request, attempt), cancellationToken, slice).ConfigureAwait(false);
            var open = Accept(reply);
            if (!open.Notes.IsEmpty || slice <= TimeSpan.Zero) return open;
        }
    }

    /// <summary>A session as it is now, or as it ended; null if there is no record of it.</summary>
    /// <exception cref="ActorsException">The id is not one, or the service does not answer.</exception>
    public Task<SessionDescription?> DescribeAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        var grain = Grain(sessionId);
        return calls.ReadAsync(grain.DescribeAsync, cancellationToken);
    }

    /// <summary>Opens, and says when the attempt that was answered was sent.</summary>
    internal Task<(SessionReply.Open Reply, long Sent)> OpenSentAsync(string sessionId, OpenSession command, CancellationToken cancellationToken)
        => SendAsync(sessionId, (grain, attempt) => grain.OpenAsync(command, attempt), cancellationToken);

    /// <summary>Renews, and says when the attempt that was answered was sent.</summary>
    internal Task<(SessionReply.Open Reply, long Sent)> RenewSentAsync(string sessionId, long seenNote, CancellationToken cancellationToken)
        => SendAsync(sessionId, (grain, attempt) => grain.RenewAsync(new RenewSession(seenNote), attempt), cancellationToken);

    private async Task<(SessionReply.Open Reply, long Sent)> SendAsync(
        string sessionId, Func<ISessionGrain, CancellationToken, Task<SessionReply>> call, CancellationToken cancellationToken)
    {
        var grain = Grain(sessionId);
        var (reply, sent) = await calls.InvokeAsync(
            async attempt =>
            {
                // Each attempt has its own time of sending: what an answer allows is counted from the attempt that it answers.
                var sent = time.GetTimestamp();
                return (await call(grain, attempt).ConfigureAwait(false), sent);
            },
            repeatable: true,
            cancellationToken).ConfigureAwait(false);
        return (Accept(reply), sent);
    }

    private static SessionReply.Open Accept(SessionReply reply) => reply switch
    {
        SessionReply.Open open => open,
        SessionReply.Refused refused => throw new ActorsException(refused.Refusal),
        _ => throw new InvalidOperationException($"A session answered with '{reply}'."),
    };

    private ISessionGrain Grain(string sessionId) => SessionName.Refuse(sessionId) is { } refusal
        ? throw new ActorsException(refusal)
        : calls.Grain<ISessionGrain>(SessionName.Kind, sessionId);
}
