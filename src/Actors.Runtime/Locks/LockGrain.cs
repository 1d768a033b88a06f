using Actors.Records;
using Actors.Sessions;
using Actors.Storage;
using Actors.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>The shell of a lock: asks the machine, commits through the cell, and holds the polls of those who wait.</summary>
[Reentrant, GrainType(LockName.Kind)]
internal sealed partial class LockGrain(
    IRecordStore store,
    TimeProvider time,
    RecordType<LockState> type,
    IOptions<LockOptions> options,
    LocalSessions localSessions,
    ILogger<LockGrain> logger)
    : RecordGrain<LockState>(store, time, type), ILockGrain
{
    private static readonly TimeSpan SeatGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(1);

    // A session that was asked this short a time ago is not asked again: it could as well end right after it is.
    private static readonly TimeSpan JoinTrusted = TimeSpan.FromMilliseconds(500);

    // Far away is as good as never, and more than a timer takes.
    private static readonly TimeSpan LookMax = TimeSpan.FromDays(1);

    private readonly LockOptions _options = options.Value;
    private readonly LockMemory _memory = new(time);
    private readonly Tally.Part _holders = LockInstruments.Holders.NewPart();
    private readonly Tally.Part _waiters = LockInstruments.Waiters.NewPart();
    private LockQueue _queue = null!;
    private LockSessions _sessions = null!;
    private LockDeadlocks _deadlocks = null!;
    private IGrainTimer? _timer;
    private IGrainTimer? _deadlockTimer;
    private TimeSpan? _timerAt;
    private bool _over;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        var now = Cell.Now;

        // There can be an older line only if the lock is held, or was until a moment ago.
        var seatTimeout = _options.PollSlice + SeatGrace;
        var lineUp = Cell.Image.State is { Holders.IsEmpty: false } || Cell.LoadedUpdatedAt > now.Utc - seatTimeout;
        var opensAt = lineUp ? _options.ReattachWindow : TimeSpan.Zero;
        _queue = new LockQueue(now.Utc.UtcTicks, new LockQueueRules(_options.WaitersMax, _options.ReattachWindow, seatTimeout, opensAt));
        _sessions = new LockSessions(
            Key.Key,
            () => Cell.Image.State,
            (session, token) => ApplyAsync((image, turn, moment) => LockMachine.EndSession(image, session, token, turn, _options, moment)),
            leaseId => ApplyAsync((image, turn, moment) => LockMachine.Note(image, leaseId, turn, _options, moment)),
            () => GuardAsync(() => Cell.ReadAsync(static (_, _) => true)),
            [.. Cell.Image.State?.Holders.Where(hold => hold.Session is not null).Concat(Cell.Image.State.Promised).Select(hold => hold.Id) ?? []],
            localSessions,
            GrainFactory,
            Time,
            logger);
        _deadlocks = new LockDeadlocks(Key.Key, _queue, Deny, GrainFactory, Time, logger);
        SetTimer(retryAt: null);
        Count();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _over = true;
        _holders.Set(0);
        _waiters.Set(0);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<LockReply> AcquireAsync(AcquireLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return Refuse(new LockReply.Refused(invalid));
        if (LockMachine.Knows(Cell.Image.State, command.RequestId)) return await DecideAsync(command);
        if (Past(command) is { } past) return Refuse(past);
        if (_queue.Refuse(command) is { } refused) return Refuse(refused);
        if (await RefuseModeAsync(command) is { } conflict) return conflict;
        LockSessionRef session = default;
        if (command.Session is { } id)
        {
            (session, var ended) = await _sessions.JoinAsync(id, command.RequestId, cancellationToken);
            if (ended is not null) return Refuse(ended);

            // Another attempt of the same request may have been served meanwhile, or it may have been given up.
            if (LockMachine.Knows(Cell.Image.State, command.RequestId)) return await DecideAsync(command);
            if (Past(command) is { } since) return Refuse(since);
        }

        if (command.Wait <= TimeSpan.Zero) return await TryAsync(command, session, cancellationToken);
        var joinedAt = Time.GetTimestamp();
        var reply = await WaitAsync(_queue.Poll(command, Cell.Now, session), cancellationToken);
        return reply is LockReply.Granted && command.Session is not null && Time.GetElapsedTime(joinedAt) > JoinTrusted
            ? await ConfirmSessionAsync(command, session, reply, cancellationToken)
            : reply;
    }

    public Task<LockReply> RenewAsync(RenewLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return Task.FromResult<LockReply>(Refuse(new LockReply.Refused(invalid)));
        return _memory.Find(command.LeaseId) is { } past && !LockMachine.Knows(Cell.Image.State, command.LeaseId)
            ? Task.FromResult<LockReply>(Refuse(past.Answer))
            : ApplyAsync((image, turn, now) => LockMachine.Renew(image, command, turn, _options, now));
    }

    public async Task<LockReply> ConvertAsync(ConvertLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return Refuse(new LockReply.Refused(invalid));
        var hold = Cell.Image.State?.Holders.FirstOrDefault(one => one.Id == command.LeaseId);
        var upgrades = hold?.Token == command.FencingToken && command.Mode == LockMode.Exclusive && hold.Mode is LockMode.Shared or LockMode.Upgradeable;
        if (upgrades && _queue.Seats.FirstOrDefault() is { Upgrades: not null } other && other.Request.RequestId != command.LeaseId)
        {
            return Refuse(LockRefusals.UpgradeConflict());
        }

        if (upgrades && command.Wait > TimeSpan.Zero) return await WaitAsync(_queue.Poll(LockSeat.Upgrading(hold!, command), Cell.Now, upgrades: hold!.Token), cancellationToken);
        _queue.Answer(command.LeaseId, LockRefusals.GivenUp);
        return await ApplyAsync((image, turn, now) => LockMachine.Convert(image, command, turn, _options, now));
    }

    public async Task<LockReply> ReleaseAsync(ReleaseLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return Refuse(new LockReply.Refused(invalid));
        if (!LockMachine.Knows(Cell.Image.State, command.LeaseId))
        {
            var promised = IsPromised(command.LeaseId);
            if (!promised && _memory.Find(command.LeaseId) is { } past) return past.IsReleased ? LockReply.Done.Instance : Refuse(past.Answer);

            // A poll that this has overtaken may still come, and a grant to it would be nobody's.
            var seat = _queue.Answer(command.LeaseId, LockRefusals.GivenUp);
            _memory.Add(command.LeaseId, new LockPast(LockRefusals.GivenUp, IsReleased: promised || seat is not null));
            if (seat is not null)
            {
                Left(seat);
                if (!promised)
                {
                    await AdvanceAsync();
                    return LockReply.Done.Instance;
                }
            }
        }

        return await ApplyAsync((image, turn, now) => LockMachine.Release(image, command, turn, _options, now));
    }

    public async Task<LockReply> BreakAsync(BreakLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return Refuse(new LockReply.Refused(invalid));

        // The session's owner is sure to hear of it before the lock is anybody else's.
        var hold = Cell.Image.State?.Holders.FirstOrDefault(one => one.Token == command.FencingToken);
        if (hold?.Session is not null && await _sessions.TellLostAsync(hold, command.Reason, cancellationToken) is { } refused) return Refuse(refused);
        return await ApplyAsync((image, turn, now) => LockMachine.Break(image, command, turn, _options, now));
    }

    public async Task<LockReply> RevokeAsync(RevokeLock command, CancellationToken cancellationToken)
    {
        if (LockRules.Refuse(command) is { } invalid) return Refuse(new LockReply.Refused(invalid));
        var reply = await ApplyAsync((image, turn, now) => LockMachine.Revoke(image, command, turn, _options, now));
        if (!await _sessions.TellRevokedAsync(() => Cell.Now, cancellationToken)) SetTimer(Cell.Now.Elapsed + TellAgain);
        return reply;
    }

    public Task<LockReply> SetPermitsAsync(SetLockPermits command, CancellationToken cancellationToken) => LockRules.Refuse(command) is { } invalid
        ? Task.FromResult<LockReply>(Refuse(new LockReply.Refused(invalid)))
        : ApplyAsync((image, turn, now) => LockMachine.SetPermits(image, command, turn, _options, now));

    public Task<LockReply> CheckAsync(CheckLock query, CancellationToken cancellationToken)
        => GuardAsync(() => Cell.ReadAsync((image, now) => LockMachine.Check(image, query, now)));

    public Task<LockDescription> DescribeAsync(DescribeLock query, CancellationToken cancellationToken)
        => GuardAsync(() => Cell.ReadAsync((image, now) => LockViews.Describe(Key.Key, image, _queue, _memory, query, now) with
        {
            BlockedSince = Cell.BlockedSince,
        }));

    public Task<LockTrace> TraceAsync(CancellationToken cancellationToken) => GuardAsync(() => Cell.ExecuteAsync((image, now)
        => Decide.Keep<LockState, LockTrace>(LockViews.Trace(image, _queue, now))));

    public Task SuspectAsync(string requestId, CancellationToken cancellationToken) => _deadlocks.SuspectAsync(requestId);

    public override async Task WakeAsync(CancellationToken cancellationToken)
    {
        await _sessions.EndEndedAsync(cancellationToken);
        await ApplyAsync((image, turn, now) => LockMachine.Wake(image, turn, _options, now));
    }

    private Task<LockReply> DecideAsync(AcquireLock command)
        => ApplyAsync((image, turn, now) => LockMachine.Acquire(image, command, turn, _options, now));

    private bool IsPromised(string requestId) => Cell.Image.State?.Promise(requestId) is not null;

    private LockReply.Refused? Past(AcquireLock command) => _memory.Find(command.RequestId) is not { } past ? null
        : past.Owner is { } owner && owner != LockMemory.OwnerMark(command.Owner) ? LockRefusals.Reused(command.RequestId)
        : past.Answer;

    private async Task AdvanceAsync()
    {
        try
        {
            await ApplyAsync((image, turn, now) => LockMachine.Advance(image, turn, _options, now));
        }
        catch (RecordFaultException)
        {
            // Nobody asked for this but those in line, and ApplyAsync has told them. The activation is at its end, or has too much to
            // do, and then looks again with its next call, its timer or its sweeper.
        }
    }

    /// <summary>One decision and its commit. The turn is taken from the queue at the moment at which the decision is applied.</summary>
    private async Task<LockReply> ApplyAsync(
        Func<RecordImage<LockState>, LockTurn, Moment, Decision<LockState, LockOutcome>> decide)
    {
        var elapsed = Cell.Now.Elapsed;
        foreach (var gone in _queue.DropGone(elapsed)) Left(gone);
        var turn = new LockTurn(_queue.Line(elapsed, out var retryAt), _queue.Count);
        Decision<LockState, LockOutcome> applied = default;
        var commit = Cell.ExecuteAsync((image, now) => applied = decide(image, turn, now));

        // No await since the turn was taken: who was granted leaves the line before anyone else is looked at.
        var seats = Unseat(applied.Reply);
        try
        {
            SetTimer(retryAt);
            var outcome = await commit;
            foreach (var (seat, answer) in seats) seat.Poll.TrySetResult(answer);
            Observe(outcome);
            Count();
            if (_queue.Count > 0) _sessions.Watch(() => !_over && _queue.Count > 0);
            if (outcome.Granted.Length >= LockQueue.LineMax) _ = AdvanceAsync();

            // An activation that another one has overtaken knows nothing of the lease that it would refuse, or tell of again.
            if (outcome.Reply is LockReply.Refused || (outcome.Reply is LockReply.Granted && !applied.Writes)) await Cell.ConfirmAsync();
            return outcome.Reply;
        }
        catch (RecordFaultException fault) when (fault.Code == ErrorCode.Overloaded)
        {
            // Too much at once is no reason to send the whole line away: that would be more at once.
            foreach (var (seat, _) in seats) seat.Fail(fault);
            throw;
        }
        catch (RecordFaultException fault)
        {
            Fail(fault, seats);
            throw;
        }
    }

    /// <summary>Takes out of the line who was granted, and who waited to upgrade a grant that has ended; they are answered after the commit.</summary>
    private List<(LockSeat Seat, LockReply Answer)> Unseat(LockOutcome? outcome)
    {
        if (outcome is null || (_queue.Count == 0 && outcome.Granted.IsEmpty)) return [];
        var seats = new List<(LockSeat, LockReply)>();
        foreach (var granted in outcome.Granted)
        {
            var seat = _queue.Find(granted.LeaseId);
            if (seat is not { ClosedAt: null }) _sessions.Doubt(granted.LeaseId);
            if (seat is not null) seats.Add((seat, granted));
        }

        foreach (var ended in outcome.Ended)
        {
            if (_queue.Find(ended.LeaseId) is { Upgrades: not null } seat) seats.Add((seat, LockRefusals.Gone(ended.How, ended.Reason)));
        }

        foreach (var (seat, _) in seats)
        {
            _queue.Remove(seat);
            if (seat.Request.Scope is not null) _deadlocks.Forget(seat.Request);
        }

        return seats;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RecordFaultException fault)
        {
            Fail(fault, []);
            throw;
        }
    }

    /// <summary>Also of a commit that nobody waited for, as all of it was answered early.</summary>
    private protected override void OnEnded() => Fail(new RecordFaultException(ErrorCode.Fenced, $"The activation of '{Key}' has ended. Repeat the request."), []);

    /// <summary>
    /// Memory is not to be trusted any more: everyone in line asks again, elsewhere, with its ticket and request id. So does who was to be
    /// granted, and finds out then whether it was.
    /// </summary>
    private void Fail(RecordFaultException fault, List<(LockSeat Seat, LockReply Answer)> granted)
    {
        LockSeat[] line = [.. granted.Select(one => one.Seat), .. _queue.Clear()];
        Count();
        if (line.Length == 0) return;
        LogFaulted(fault, Key.Key, line.Length);
        foreach (var seat in line) seat.Poll.TrySetResult(new LockReply.Waiting(seat.Ticket, 0));
    }

    private void Deny(string requestId, LockReply.Refused answer)
    {
        if (_queue.Answer(requestId, answer) is not { } seat) return;
        if (seat.Upgrades is null) _memory.Add(requestId, new LockPast(answer, IsReleased: true));
        LockInstruments.Refused(answer.Refusal.Code);
        Left(seat);
        _ = AdvanceAsync();
    }

    /// <summary>A request has left the line without a grant.</summary>
    private void Left(LockSeat seat)
    {
        if (seat.Request.Session is { } session && seat.Upgrades is null) _sessions.Leave(session, seat.Request.RequestId);
        if (seat.Request.Scope is not null) _deadlocks.Forget(seat.Request);
    }

    /// <summary>
    /// Makes sure that the lock is looked at when time alone changes something or a turn comes up. For promptness only: what is
    /// decided then rests on the machine's own look at the time. A timer that fires early costs one look.
    /// </summary>
    private void SetTimer(TimeSpan? retryAt)
    {
        var now = Cell.Now;
        var look = Cell.Image.State is { } state && LockTimes.NextLook(state, now) is { } left ? now.Elapsed + left : (TimeSpan?)null;
        var at = look is null || retryAt < look ? retryAt ?? look : look;
        if (at is null || _timerAt <= at) return;
        _timerAt = at;
        _timer ??= this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        var due = at.Value - now.Elapsed + TimeSpan.FromMilliseconds(1);
        if (due < TimeSpan.FromMilliseconds(1)) due = TimeSpan.FromMilliseconds(1);
        if (due > LookMax) due = LookMax;
        _timer.Change(due, Timeout.InfiniteTimeSpan);

        // An activation that is collected meanwhile would make the next one wait a whole TTL again.
        DelayDeactivation(due + TimeSpan.FromMinutes(1));
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        _timerAt = null;
        await AdvanceAsync();
        try
        {
            if (!await _sessions.TellRevokedAsync(() => Cell.Now, cancellationToken)) SetTimer(Cell.Now.Elapsed + TellAgain);
        }
        catch (Exception exception) when (exception is RecordFaultException or TimeoutException or OrleansException)
        {
            LogTellFailed(exception, Key.Key);
            SetTimer(Cell.Now.Elapsed + TellAgain);
        }
    }

    /// <summary>Looks for deadlocks while anyone waits who could be in one.</summary>
    private void StartDeadlockTimer() => _deadlockTimer ??= this.RegisterGrainTimer(
        async _ =>
        {
            await _deadlocks.TickAsync(Cell.Now.Elapsed);
            if (_deadlocks.AnyScoped) return;
            _deadlockTimer?.Dispose();
            _deadlockTimer = null;
        },
        new GrainTimerCreationOptions(LockDeadlocks.Period, LockDeadlocks.Period) { Interleave = true });

    private static LockReply.Refused Refuse(LockReply.Refused refused)
    {
        LockInstruments.Refused(refused.Refusal.Code);
        return refused;
    }

    private void Count()
    {
        if (_over) return;
        _holders.Set(Cell.Image.State?.Holders.Length ?? 0);
        _waiters.Set(_queue.Count);
    }

    private void Observe(LockOutcome outcome)
    {
        foreach (var granted in outcome.Granted) LockInstruments.Granted(granted.Mode, granted.Waited);
        if (outcome.Reply is LockReply.Refused refused) LockInstruments.Refused(refused.Refusal.Code);
        foreach (var ended in outcome.Ended)
        {
            _memory.Add(ended);
            LockInstruments.Ended(ended.How);
            if (ended.Session is { } session) _sessions.Leave(session, ended.LeaseId);
            if (ended.How is LockEnd.Expired or LockEnd.SessionEnded) LogLost(Key.Key, ended.Owner, ended.FencingToken, ended.How);
            if (ended.How is LockEnd.Broken or LockEnd.Revoked) LogTaken(Key.Key, ended.Owner, ended.FencingToken, ended.How, ended.Reason);
        }
    }
}
