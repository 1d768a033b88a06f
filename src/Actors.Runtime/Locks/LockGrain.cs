using Actors.Leases;
using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>The shell of a lock: asks the machine, commits through the cell, and holds the polls of those who wait.</summary>
[Reentrant, GrainType(LockName.Kind)]
internal sealed partial class LockGrain(
    IRecordStore store, TimeProvider time, RecordType<LockState> type, IOptions<LockOptions> options, ILogger<LockGrain> logger)
    : RecordGrain<LockState>(store, time, type), ILockGrain
{
    private static readonly TimeSpan SeatGrace = TimeSpan.FromSeconds(2);

    private readonly LockOptions _options = options.Value;
    private LockQueue _queue = null!;
    private IGrainTimer? _timer;
    private TimeSpan? _timerAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        var now = Cell.Now;

        // There can be an older line only if the lock is held, or was until a moment ago.
        var seatTimeout = _options.PollSlice + SeatGrace;
        var lineUp = Cell.Image.State?.Holder is not null || Cell.LoadedUpdatedAt > now.Utc - seatTimeout;
        var opensAt = lineUp ? _options.ReattachWindow : TimeSpan.Zero;
        _queue = new LockQueue(now.Utc.UtcTicks, new LockQueueRules(_options.WaitersMax, _options.ReattachWindow, seatTimeout, opensAt));
        SetTimer(retryAt: null);
    }

    public Task<LockReply> AcquireAsync(AcquireLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return RefuseAsync(new LockReply.Refused(invalid));
        if (LockMachine.Knows(Cell.Image.State, command.RequestId)) return DecideAsync(command);
        if (_queue.Refuse(command) is { } refused) return RefuseAsync(refused);
        var seat = _queue.Poll(command, Cell.Now);
        if (command.Wait > TimeSpan.Zero) return WaitAsync(seat, cancellationToken);
        var reply = DecideAsync(command);
        _queue.Remove(seat);
        return reply;
    }

    public Task<LockReply> RenewAsync(RenewLock command, CancellationToken cancellationToken) => LockRules.Refuse(command) is { } invalid
        ? RefuseAsync(new LockReply.Refused(invalid))
        : ApplyAsync((image, turn, now) => LockMachine.Renew(image, command, turn, _options.IdleRetention, now));

    public async Task<LockReply> ReleaseAsync(ReleaseLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return await RefuseAsync(new LockReply.Refused(invalid));
        if (LockMachine.Knows(Cell.Image.State, command.LeaseId) || !_queue.Cancel(command.LeaseId))
        {
            return await ApplyAsync((image, turn, now) => LockMachine.Release(image, command, turn, _options.IdleRetention, now));
        }

        await AdvanceAsync();
        return LockReply.Done.Instance;
    }

    public Task<LockReply> BreakAsync(BreakLock command, CancellationToken cancellationToken) => LockRules.Refuse(command) is { } invalid
        ? RefuseAsync(new LockReply.Refused(invalid))
        : ApplyAsync((image, turn, now) => LockMachine.Break(image, command, turn, _options.IdleRetention, now));

    public Task<LockReply> CheckAsync(CheckLock query, CancellationToken cancellationToken)
        => ReadAsync((image, now) => LockMachine.Check(image, query, now));

    public Task<LockDescription> DescribeAsync(DescribeLock query, CancellationToken cancellationToken)
        => ReadAsync((image, now) => LockViews.Describe(Key.Key, image, _queue, query, now) with { BlockedSince = Cell.BlockedSince });

    public override Task WakeAsync(CancellationToken cancellationToken)
        => ApplyAsync((image, turn, now) => LockMachine.Wake(image, turn, _options.IdleRetention, now));

    private Task<LockReply> DecideAsync(AcquireLock command)
        => ApplyAsync((image, turn, now) => LockMachine.Acquire(image, command, turn, _options.IdleRetention, now));

    private async Task<LockReply> WaitAsync(LockSeat seat, CancellationToken cancellationToken)
    {
        var poll = seat.Poll;
        var slice = seat.Request.Wait < _options.PollSlice ? seat.Request.Wait : _options.PollSlice;
        _ = AdvanceAsync();
        await ((Task)poll.Task).WaitAsync(slice, Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        // A poll that cannot be closed has its answer, or gets it when the grant's commit is through.
        if (poll.Task.IsCompleted || !_queue.Close(seat, poll, Cell.Now.Elapsed)) return await poll.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return new LockReply.Waiting(seat.Ticket, _queue.PositionOf(seat));
    }

    private async Task AdvanceAsync()
    {
        try
        {
            await ApplyAsync((image, turn, now) => LockMachine.Advance(image, turn, _options.IdleRetention, now));
        }
        catch (RecordFaultException)
        {
            // Nobody asked for this but those in line, and ApplyAsync has told them. The activation is at its end.
        }
    }

    /// <summary>One decision and its commit. The turn is taken from the queue at the moment at which the decision is applied.</summary>
    private async Task<LockReply> ApplyAsync(
        Func<RecordImage<LockState>, LockTurn, Moment, Decision<LockState, LockOutcome>> decide)
    {
        var next = _queue.Next(Cell.Now.Elapsed, out var retryAt);
        var turn = new LockTurn(next, _queue.Seats.Count);
        LockOutcome? applied = null;
        var commit = Cell.ExecuteAsync((image, now) =>
        {
            var decision = decide(image, turn, now);
            applied = decision.Reply;
            return decision;
        });

        // No await since the turn was taken: who was granted leaves the line before anyone else is looked at.
        var seat = applied?.Granted is { } granted ? _queue.Find(granted.LeaseId) : null;
        if (seat is not null) _queue.Remove(seat);
        try
        {
            SetTimer(retryAt);
            var outcome = await commit;
            seat?.Poll.TrySetResult(outcome.Granted!);

            // An activation that another one has overtaken knows nothing of the lease that it would refuse.
            if (outcome.Reply is LockReply.Refused) await Cell.ConfirmAsync();
            Observe(outcome);
            return outcome.Reply;
        }
        catch (RecordFaultException fault)
        {
            Fail(fault, seat);
            throw;
        }
    }

    private async Task<T> ReadAsync<T>(Func<RecordImage<LockState>, Moment, T> read)
    {
        try
        {
            return await Cell.ReadAsync(read);
        }
        catch (RecordFaultException fault)
        {
            Fail(fault, granted: null);
            throw;
        }
    }

    /// <summary>Memory is not to be trusted any more: everyone in line asks again, elsewhere, with the ticket and request id that it has.</summary>
    private void Fail(RecordFaultException fault, LockSeat? granted)
    {
        granted?.Fail(fault);
        var waiting = _queue.Clear();
        if (waiting.Count == 0) return;
        LogFaulted(fault, Key.Key, waiting.Count);
        var nothing = new RecordFaultException(ErrorCode.Fenced, $"The line for '{Key}' moves to another activation. Repeat the request.", fault);
        foreach (var seat in waiting) seat.Fail(nothing);
    }

    /// <summary>
    /// Makes sure that the lock is looked at when its lease ends or a turn comes up. For promptness only: what is decided then
    /// rests on the machine's own look at the time. A timer that fires early costs one look.
    /// </summary>
    private void SetTimer(TimeSpan? retryAt)
    {
        var now = Cell.Now;
        TimeSpan? endsAt = Cell.Image.State?.Holder is { } lease ? now.Elapsed + LeaseMachine.Remaining(lease, now) : null;
        var at = endsAt is null || retryAt < endsAt ? retryAt ?? endsAt : endsAt;
        if (at is null || _timerAt <= at) return;
        _timerAt = at;
        _timer ??= this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        var due = at.Value - now.Elapsed + TimeSpan.FromMilliseconds(1);
        _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        // An activation that is collected meanwhile would make the next one wait a whole TTL again.
        DelayDeactivation(due + TimeSpan.FromMinutes(1));
    }

    private Task TickAsync(CancellationToken cancellationToken)
    {
        _timerAt = null;
        return AdvanceAsync();
    }

    private static Task<LockReply> RefuseAsync(LockReply.Refused refused)
    {
        LockInstruments.Refused(refused.Refusal.Code);
        return Task.FromResult<LockReply>(refused);
    }

    private void Observe(LockOutcome outcome)
    {
        if (outcome.Granted is { } granted) LockInstruments.Granted(granted.Waited);
        if (outcome.Reply is LockReply.Refused refused) LockInstruments.Refused(refused.Refusal.Code);
        if (outcome.Ended is not { } ended) return;
        LockInstruments.Ended(ended.How);
        if (ended.How == LockEnd.Expired) LogExpired(Key.Key, ended.Owner, ended.FencingToken);
        if (ended.How == LockEnd.Broken) LogBroken(Key.Key, ended.Owner, ended.FencingToken, ended.Reason);
    }
}
