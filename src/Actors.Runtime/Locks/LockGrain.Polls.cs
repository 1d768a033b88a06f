namespace Actors.Locks;

/// <content>What becomes of a request that is not known yet: refused by its mode, tried once, or held in line.</content>
internal sealed partial class LockGrain
{
    /// <summary>Whether what is asked does not go with what the lock is used as: by who holds it, or by who waits for it.</summary>
    private async Task<LockReply?> RefuseModeAsync(AcquireLock command)
    {
        var state = Cell.Image.State;
        if (state is not { Holders: [var hold, ..] })
        {
            return LockModes.Refuse(command, _queue.First?.Mode, _queue.First?.Permits ?? state?.Permits) is { } conflict ? Refuse(conflict) : null;
        }

        if (LockModes.Refuse(command, hold.Mode, state.Permits) is null) return null;

        // The hold may have run out, and another activation may know better: the machine looks, and the store confirms.
        var reply = await DecideAsync(command);
        return reply is LockReply.Refused { Refusal.Code: ErrorCode.LockHeld } ? null : reply;
    }

    /// <summary>Takes the lock at once or not at all.</summary>
    private async Task<LockReply> TryAsync(AcquireLock command, LockSessionRef session, CancellationToken cancellationToken)
    {
        var once = SeatOnceAsync(command, session);
        var holders = Cell.Image.State?.Holders;
        var reply = await once;
        if (reply is LockReply.Refused { Refusal.Code: ErrorCode.LockHeld })
        {
            // A watch that is under way may be quicker than this, and leave nothing to end: what counts is who holds the lock now.
            await _sessions.EndEndedAsync(cancellationToken);
            await _sessions.AskAsync(cancellationToken);
            if (Cell.Image.State?.Holders != holders) reply = await SeatOnceAsync(command, session);
        }

        if (reply is not LockReply.Granted && command.Session is { } id) _sessions.Leave(id, command.RequestId);
        return reply;
    }

    private Task<LockReply> SeatOnceAsync(AcquireLock command, LockSessionRef session)
    {
        var seat = _queue.Poll(command, Cell.Now, session);
        var reply = DecideAsync(command);
        _queue.Remove(seat);
        return reply;
    }

    private async Task<LockReply> WaitAsync(LockSeat seat, CancellationToken cancellationToken)
    {
        var poll = seat.Poll;
        var slice = seat.Request.Wait < _options.PollSlice ? seat.Request.Wait : _options.PollSlice;
        _ = AdvanceAsync();
        Count();

        // Who is granted at once waits for nothing but the commit.
        if (_queue.Find(seat.Request.RequestId) != seat) return await poll.Task;
        if (!poll.Task.IsCompleted && seat.Request.Scope is not null) StartDeadlockTimer();
        await HoldAsync(poll.Task, slice, cancellationToken);

        // A poll that cannot be closed has its answer, or gets it when the grant's commit is through.
        if (poll.Task.IsCompleted || !_queue.Close(seat, poll, Cell.Now.Elapsed)) return await poll.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return new LockReply.Waiting(seat.Ticket, _queue.PositionOf(seat, Cell.Now.Elapsed));
    }

    /// <summary>A session may have ended while its request stood in line. Its grant is ended too, and not told.</summary>
    private async Task<LockReply> ConfirmSessionAsync(AcquireLock command, LockSessionRef session, LockReply granted, CancellationToken cancellationToken)
    {
        if (!await _sessions.HasEndedAsync(command.Session!, session.Token, cancellationToken)) return granted;
        await ApplyAsync((image, turn, now) => LockMachine.EndSession(image, command.Session!, session.Token, turn, _options, now));
        return await DecideAsync(command);
    }
}
