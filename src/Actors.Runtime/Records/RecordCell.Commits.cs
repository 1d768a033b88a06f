using Actors.Storage;

namespace Actors.Records;

/// <content>The loop that makes what was applied durable, and what becomes of each batch.</content>
public sealed partial class RecordCell<TState>
{
    private static readonly TimeSpan GivenUpLag = TimeSpan.FromSeconds(1);

    // A delay shorter than that is none.
    private static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(1);

    /// <summary>How long what was answered early may still wait for a commit that takes it along.</summary>
    private TimeSpan EarlyLeft => _earlyLag - _time.GetElapsedTime(_earlySince);

    /// <summary>Whether something has to be committed now: all that waits, but for what was answered early and has time left.</summary>
    private bool IsDue => _waiting.Count > 0 && (EarlyLeft < TimerTick || _waiting.Exists(static command => !command.AnsweredEarly));

    private void Pump()
    {
        if (_pump.IsCompleted && IsDue) _pump = PumpAsync();
    }

    private bool TryAnswerEarly(PendingCommand<TState> pending)
    {
        if (pending.AnsweredEarly || pending.Lag <= TimeSpan.Zero || pending.RestsOn > _committed.Version) return false;

        // The first of them decides, as it is what has been waiting for longest, or one that is in a hurry.
        var decides = pending.Lag < EarlyLeft || !_waiting.Exists(static command => command.AnsweredEarly);
        pending.AnswerEarly();
        if (decides) CommitLater(pending.Lag);
        return true;
    }

    /// <summary>
    /// Commits what was answered early, unless what came meanwhile has taken it along. What was answered early since has its own time,
    /// and so has what the store did not take: this goes on to wait for that.
    /// </summary>
    private async Task PumpLaterAsync()
    {
        do
        {
            while (EarlyLeft is var left && left >= TimerTick) await Task.Delay(left, _time);
            Pump();
        }
        while (EarlyLeft >= TimerTick);
    }

    /// <summary>Begins the time after which what was answered early is committed by itself.</summary>
    private void CommitLater(TimeSpan lag)
    {
        var sooner = lag < _earlyLag;
        (_earlySince, _earlyLag) = (_time.GetTimestamp(), lag);
        if (_later.IsCompleted || sooner) _later = PumpLaterAsync();
    }

    private async Task PumpAsync()
    {
        while (IsDue)
        {
            var batch = TakeBatch();
            if (!batch.Exists(command => command.Writes))
            {
                foreach (var command in batch) command.Complete();
                continue;
            }

            var next = batch[^1].After;
            if (RecordUnits.TryBuild(_key, _type, new StoredImage<TState>(_committed, _committedFacets), next, batch) is not { } unit)
            {
                DropUnwritable(batch);
                continue;
            }

            if (!await CommitAsync(batch, unit, next)) return;
        }
    }

    /// <summary>
    /// What goes into the next commit: all that waits, unless that both makes and removes the row, which is no single write;
    /// then all up to where there still is a row.
    /// </summary>
    private List<PendingCommand<TState>> TakeBatch()
    {
        var batch = _waiting;
        _waiting = [];
        if (_committed.Exists || batch[^1].After.Exists) return batch;
        var last = batch.FindLastIndex(command => command.After.Exists);
        if (last < 0) return batch;
        _waiting = batch[(last + 1)..];
        return batch[..(last + 1)];
    }

    /// <summary>Sends one unit and tells everyone in it what became of it. False: nothing more is to be sent now, or by this activation.</summary>
    private async Task<bool> CommitAsync(List<PendingCommand<TState>> batch, RecordUnit unit, RecordImage<TState> next)
    {
        UnitResult result;
        _sentVersion = unit.NewVersion;
        try
        {
            result = await _store.CommitAsync(unit);
        }
        catch (StoreOverloadedException exception)
        {
            return GiveUp(batch, RecordFaults.Overloaded(_key, exception.Message, exception));
        }
        catch (Exception exception)
        {
            // Whatever else was thrown, the unit may be durable. Those behind it were never sent: theirs is a definite no.
            Die(batch, RecordFaults.Unknown(_key, exception), RecordFaults.Fenced(_key, "the fate of the commit before this request is unknown"));
            return false;
        }

        if (result == UnitResult.Busy) return await PutOffAsync(batch);
        _wait.End();
        if (result == UnitResult.Committed)
        {
            _committed = next;
            _committedFacets = new Facets(unit.Status, unit.Tags);
            foreach (var command in batch) command.Complete();
            foreach (var command in _waiting) TryAnswerEarly(command);
            return true;
        }

        if (result == UnitResult.ReceiptExists && await DropReplayedAsync(batch)) return true;
        var fault = RecordFaults.Fenced(_key, $"another activation has written ({result})");
        Die(batch, fault, fault);
        return false;
    }

    /// <summary>
    /// Nothing was written, as someone else's transaction holds the row: the same commands go again, with those that come
    /// meanwhile. When that has lasted too long, all of them are told so, and memory is what is committed again.
    /// </summary>
    private async Task<bool> PutOffAsync(List<PendingCommand<TState>> batch)
    {
        _sentVersion = _committed.Version;
        _waiting = [.. batch, .. _waiting];
        _wait.Meet(Now.Utc);
        foreach (var read in _waiting.Where(command => command.ReadsOnly)) AnswerFromCommitted(read);
        _waiting.RemoveAll(command => command.ReadsOnly);
        if (!_wait.HasLasted(_store.BusyRetryMax))
        {
            await _wait.PauseAsync();
            return true;
        }

        return GiveUp([], _wait.Fault());
    }

    /// <summary>
    /// Nothing of all that waits was written: its callers are told so, and memory is what is committed again, and what was answered
    /// early on top, which goes again later. False, if there is such: nothing is to be sent now.
    /// </summary>
    private bool GiveUp(List<PendingCommand<TState>> batch, RecordFaultException fault)
    {
        var all = (List<PendingCommand<TState>>)[.. batch, .. _waiting];
        foreach (var command in all) if (!command.AnsweredEarly) command.Fail(fault);
        _waiting = all.FindAll(command => command.AnsweredEarly);
        ApplyAgain(oneByOne: false);
        _wait.End();
        if (_waiting.Count == 0) return true;
        CommitLater(GivenUpLag);
        return false;
    }

    /// <summary>
    /// Answers the commands that an earlier attempt carried out from their receipts, and applies the others again without them.
    /// False if there is no such receipt after all: then the row has moved on under us.
    /// </summary>
    private async Task<bool> DropReplayedAsync(List<PendingCommand<TState>> batch)
    {
        var receipts = new Dictionary<PendingCommand<TState>, StoredReceipt>();
        try
        {
            foreach (var command in batch.Where(command => command.Writes && command.RequestId is not null))
            {
                var found = await _store.ReadReceiptAsync(_key, command.RequestId!, CancellationToken.None);
                if (found.Receipt is { } receipt) receipts.Add(command, receipt);
            }
        }
        catch (Exception)
        {
            // Nothing of this unit was written and the receipts cannot be read: the caller says "repeat it", which is true.
            return false;
        }

        if (receipts.Count == 0) return false;
        foreach (var (command, receipt) in receipts) command.CompleteFrom(receipt);
        _waiting = [.. batch.Where(command => !receipts.ContainsKey(command)), .. _waiting];
        ApplyAgain(oneByOne: false);
        return true;
    }

    /// <summary>Refuses the commands whose state is too large or cannot be written, and puts the others back.</summary>
    private void DropUnwritable(List<PendingCommand<TState>> batch)
    {
        _waiting = [.. batch, .. _waiting];
        ApplyAgain(oneByOne: true);
    }

    private void ApplyAgain(bool oneByOne)
    {
        _sentVersion = _committed.Version;
        var image = _committed;
        var moment = Now;
        _waiting = [.. _waiting.Where(Applies)];
        _newest = image;

        bool Applies(PendingCommand<TState> command)
        {
            var before = image;
            if (!command.TryApply(ref image, moment)) return false;
            if (!oneByOne || !command.Writes || RecordUnits.ExplainUnwritable(_type, command) is not { } fault) return true;
            image = before;
            command.Fail(fault);
            return false;
        }
    }

    private void Die(List<PendingCommand<TState>> batch, RecordFaultException sent, RecordFaultException unsent)
    {
        if (_dead) return;
        _dead = true;

        // Before anyone is told: whoever repeats at once is to find the next activation.
        _deactivate();
        foreach (var command in batch) command.Fail(sent);
        foreach (var command in _waiting) command.Fail(unsent);
        _waiting = [];
    }
}
