using Actors.Leases;

namespace Actors.Sessions;

/// <summary>
/// A session that this process keeps. What hangs on it costs nothing while nothing happens: one renewal each third of the TTL for
/// all, and one poll that waits for notes while there are holds.
/// </summary>
internal sealed class ClientSession : IAsyncDisposable
{
    private static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ListenPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private readonly Sessions _sessions;
    private readonly Func<ClientSession, SessionNote, Task> _giveBack;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Subject, string LeaseId), SessionHold> _holds = [];
    private readonly CancellationTokenSource _over = new();
    private readonly LeaseKeeper _keeper;
    private long _seenNote;
    private bool _listening;

    private ClientSession(
        Sessions sessions, Func<ClientSession, SessionNote, Task> giveBack, string id, TimeSpan ttl, long sent, TimeProvider time)
    {
        _sessions = sessions;
        _giveBack = giveBack;
        _time = time;
        Id = id;
        _keeper = new LeaseKeeper(time, ttl, HolderDeadline.After(time, sent, ttl), RenewAsync);
        _keeper.Lost.Register(LoseAll);
    }

    internal string Id { get; }

    /// <summary>Whether nothing can hang on it any more.</summary>
    internal bool IsOver => _over.IsCancellationRequested || _keeper.Lost.IsCancellationRequested;

    internal static async Task<ClientSession> OpenAsync(
        Sessions sessions, Func<ClientSession, SessionNote, Task> giveBack, OpenSession command, TimeProvider time)
    {
        var id = Guid.NewGuid().ToString("N");
        var (open, sent) = await sessions.OpenSentAsync(id, command, CancellationToken.None).ConfigureAwait(false);
        return new ClientSession(sessions, giveBack, id, open.Ttl, sent, time);
    }

    /// <summary>Something is about to hang on the session. Called before it is asked for, so that no note of it is missed.</summary>
    internal SessionHold Add(string subject, string leaseId)
    {
        var hold = new SessionHold(subject, leaseId);
        lock (_lock)
        {
            _holds.Add(hold.Key, hold);
            if (!_listening)
            {
                _listening = true;
                _ = Task.Run(ListenAsync);
            }
        }

        // The loss may have gone by before the hold was in the list.
        if (IsOver) hold.Lose();
        return hold;
    }

    /// <summary>It hangs on the session no longer, or never did.</summary>
    internal void Remove(SessionHold hold)
    {
        lock (_lock) _holds.Remove(hold.Key);
    }

    /// <summary>The service says that the session has ended.</summary>
    internal void End() => _keeper.End();

    /// <summary>
    /// Repeats a release until it is through: the session would keep for ever what a release did not reach. Its end makes it needless.
    /// </summary>
    internal async Task RetryAsync(Func<Task<bool>> release)
    {
        var pause = RetryPauseMin;
        while (true)
        {
            await Task.Delay(pause, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (IsOver || await release().ConfigureAwait(false)) return;
            pause = pause * 2 < RetryPauseMax ? pause * 2 : RetryPauseMax;
        }
    }

    /// <summary>Tells whoever still holds something, then ends the session. One that cannot be reached ends with its TTL.</summary>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync().ConfigureAwait(false);
        LoseAll();
        using var late = new CancellationTokenSource(EndTimeout, _time);
        try
        {
            await _sessions.EndAsync(Id, late.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ActorsException or OperationCanceledException)
        {
            // Nobody renews it any more.
        }
    }

    private async Task<long?> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (open, sent) = await _sessions.RenewSentAsync(Id, Interlocked.Read(ref _seenNote), cancellationToken).ConfigureAwait(false);
            Hear(open);
            return HolderDeadline.After(_time, sent, open.Ttl);
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.SessionEnded)
        {
            return null;
        }
    }

    private async Task ListenAsync()
    {
        while (GoesOnListening())
        {
            try
            {
                Hear(await _sessions.ListenAsync(Id, Interlocked.Read(ref _seenNote), SessionRules.WaitMax, _over.Token).ConfigureAwait(false));
            }
            catch (ActorsException refused) when (refused.Code == ErrorCode.SessionEnded)
            {
                End();
            }
            catch (Exception exception) when (exception is ActorsException or OperationCanceledException)
            {
                // Renewals carry the notes as well; the poll is there to tell sooner.
                await Task.Delay(ListenPause, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool GoesOnListening()
    {
        lock (_lock) return _listening = _holds.Count > 0 && !IsOver;
    }

    private void Hear(SessionReply.Open open)
    {
        lock (_lock)
        {
            foreach (var note in open.Notes.Where(note => note.Sequence > _seenNote))
            {
                _seenNote = note.Sequence;
                var held = _holds.TryGetValue((note.Subject, note.LeaseId), out var hold);
                if (note.Kind == SessionNoteKind.Confirm && !held) _ = Task.Run(() => _giveBack(this, note));
                if (note.Kind == SessionNoteKind.Lost) hold?.Lose(note.Reason);
                if (note.Kind == SessionNoteKind.Revoked) hold?.Revoke(note.Reason);
            }
        }
    }

    private void LoseAll()
    {
        List<SessionHold> holds;
        lock (_lock)
        {
            holds = [.. _holds.Values];
            _holds.Clear();
        }

        foreach (var hold in holds) hold.Lose();
        _ = _over.CancelAsync();
    }
}
