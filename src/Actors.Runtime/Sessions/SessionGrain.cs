using Actors.Leases;
using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Sessions;

/// <summary>The shell around <see cref="SessionMachine"/>: what is promised is in the record, who hangs on it and who waits is in memory.</summary>
[Reentrant, GrainType(SessionName.Kind)]
internal sealed partial class SessionGrain(
    IRecordStore store, TimeProvider time, RecordType<SessionState> type, IOptions<SessionOptions> options, ILogger<SessionGrain> logger)
    : RecordGrain<SessionState>(store, time, type), ISessionGrain
{
    // An activation that goes to sleep while the session is open would begin to count the lease anew when it wakes.
    private static readonly TimeSpan AwakeMargin = TimeSpan.FromMinutes(1);

    private readonly SessionOptions _options = options.Value;
    private readonly SessionHolds _holds = new();
    private TaskCompletionSource _changed = NewSignal();
    private IGrainTimer _expiry = null!;
    private TimeSpan? _alarm;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _expiry = this.RegisterGrainTimer(ExpireAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
        });
        Arm();
    }

    public async Task<SessionReply> OpenAsync(OpenSession command, CancellationToken cancellationToken)
    {
        var reply = await ExecuteAsync((image, now) => SessionMachine.Open(image, Key.Key, command, _options, now));
        if (reply is SessionReply.Open) SessionInstruments.Opened();
        return reply;
    }

    public async Task<SessionReply> RenewAsync(RenewSession command, CancellationToken cancellationToken)
    {
        var reply = await ExecuteAsync((image, now) => SessionMachine.Renew(image, command, _options, now));
        if (reply is SessionReply.Open) SessionInstruments.Renewed();
        return reply;
    }

    public Task<SessionReply> EndAsync(EndSession command, CancellationToken cancellationToken)
        => ExecuteAsync((image, now) => SessionMachine.End(image, _options, now));

    public Task<SessionReply> ListenAsync(ListenToSession request, CancellationToken cancellationToken) => PollAsync(
        (image, now) => SessionMachine.Listen(image, request, _options, now),
        reply => reply is SessionReply.Open { Notes.IsEmpty: true },
        request.Wait,
        cancellationToken);

    public Task<SessionReply> WatchAsync(WatchSession request, CancellationToken cancellationToken) => PollAsync(
        (image, now) => SessionMachine.Watch(image, request, _options, now),
        reply => reply is SessionReply.Open,
        request.Wait,
        cancellationToken);

    public Task<SessionDescription?> DescribeAsync(CancellationToken cancellationToken)
        => GuardAsync(() => Cell.ReadAsync((image, now) => Describe(image, now)));

    public async Task<SessionReply> JoinAsync(JoinSession command, CancellationToken cancellationToken)
    {
        var reply = await ExecuteAsync((image, now) =>
        {
            var decision = SessionMachine.Join(image, command, _holds, _options, now);

            // Counted with no await in between, so that holds that join at once cannot pass the limit together.
            if (decision.Reply is SessionReply.Open) _holds.Add(command);
            return decision;
        });
        return reply;
    }

    public Task LeaveAsync(LeaveSession command, CancellationToken cancellationToken)
    {
        _holds.Remove(command);
        return Task.CompletedTask;
    }

    public async Task<SessionReply> NoteAsync(NoteForSession command, CancellationToken cancellationToken)
    {
        var reply = await ExecuteAsync((image, now) => SessionMachine.Note(image, command, _options, now));
        if (reply is SessionReply.Open) Signal();
        return reply;
    }

    public override Task WakeAsync(CancellationToken cancellationToken)
        => ExecuteAsync((image, now) => SessionMachine.Wake(image, _options, now));

    private async Task<SessionReply> PollAsync(
        Func<RecordImage<SessionState>, Moment, Decision<SessionState, SessionReply>> decide,
        Func<SessionReply, bool> waits,
        TimeSpan wait,
        CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        if (wait > SessionRules.WaitMax) wait = SessionRules.WaitMax;
        while (true)
        {
            // The signal is taken before the session is looked at, so no change falls between the two.
            var changed = _changed.Task;
            var reply = await ExecuteAsync(decide);
            var left = wait - Time.GetElapsedTime(started);
            if (!waits(reply) || left <= TimeSpan.Zero) return reply;
            await changed.WaitAsync(left, Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        _alarm = null;
        try
        {
            await ExecuteAsync((image, now) => SessionMachine.Expire(image, _options, now));
        }
        catch (RecordFaultException exception)
        {
            LogExpiryFailed(exception, Key.Key);
        }
    }

    private async Task<SessionReply> ExecuteAsync(Func<RecordImage<SessionState>, Moment, Decision<SessionState, SessionReply>> decide)
    {
        Decision<SessionState, SessionReply> decision = default;
        var reply = await GuardAsync(() => Cell.ExecuteAsync((image, now) => decision = decide(image, now)));
        Arm();
        if (decision.Writes) Observe(decision);

        // What changed nothing rests on memory. "Ended" is final, so memory of that is proof; "never opened" and other refusals
        // are not for an activation to tell that another one has overtaken.
        else if (reply is not SessionReply.Open && Cell.Image.State?.EndedAt is null)
        {
            await GuardAsync(async () =>
            {
                await Cell.ConfirmAsync();
                return true;
            });
        }

        return reply;
    }

    private void Observe(Decision<SessionState, SessionReply> decision)
    {
        foreach (var happened in decision.Events)
        {
            var expired = happened.Type == SessionEvents.Expired;
            SessionInstruments.Ended(expired);
            if (expired) LogExpired(Key.Key, ((SessionEventData)happened.Data).Owner);
            Signal();
        }
    }

    /// <summary>An activation at its end lets those who wait go, so that they find the next one and do not hold it up.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> execute)
    {
        try
        {
            return await execute();
        }
        catch (RecordFaultException)
        {
            Signal();
            throw;
        }
    }

    private SessionDescription? Describe(RecordImage<SessionState> image, Moment now) => image.State is not { } state ? null : new SessionDescription
    {
        SessionId = Key.Key,
        IsOpen = state.EndedAt is null && !LeaseMachine.HasExpired(state.Lease, now),
        Owner = state.Lease.Owner,
        Ttl = state.Lease.Ttl,
        OpenedAt = state.Lease.AcquiredAt,
        ExpiresAt = state.EndedAt ?? LeaseMachine.ExpiresAt(state.Lease, now),
        Holds = _holds.Count,
        Metadata = state.Lease.Metadata,
        Version = image.Version,
    };

    /// <summary>Has the end noticed without a call. The timer only hastens; every call looks by itself.</summary>
    private void Arm()
    {
        if (Cell.Image.State is not { EndedAt: null } state) return;
        var now = Cell.Now;
        var remaining = LeaseMachine.Remaining(state.Lease, now);
        if (_alarm <= now.Elapsed + remaining) return;
        DelayDeactivation(remaining + AwakeMargin);
        _expiry.Change(remaining, Timeout.InfiniteTimeSpan);
        _alarm = now.Elapsed + remaining;
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
