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
    IRecordStore store,
    TimeProvider time,
    RecordType<SessionState> type,
    IOptions<SessionOptions> options,
    LocalSessions local,
    ILogger<SessionGrain> logger)
    : WatchedGrain<SessionState>(store, time, type), ISessionGrain
{
    private readonly SessionOptions _options = options.Value;
    private readonly SessionHolds _holds = new(options.Value.HoldsMax, time);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        local.Add(Key.Key, _holds);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        local.Remove(Key.Key, _holds);
        _holds.Close();
        return base.OnDeactivateAsync(reason, cancellationToken);
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
        var fits = _holds.TryAdd(command);
        var reply = await ExecuteAsync((image, now) => SessionMachine.Join(image, fits, _options, now));
        if (reply is not SessionReply.Open) _holds.Remove(new LeaveSession(command.Subject, command.LeaseId));
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

    protected override TimeSpan? NextDue(Moment now) => Cell.Image.State is { EndedAt: null } state ? LeaseMachine.Remaining(state.Lease, now) : null;

    protected override Task SettleAsync() => ExecuteAsync((image, now) => SessionMachine.Expire(image, _options, now));

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
            var changed = Changed;
            var reply = await ExecuteAsync(decide);
            var left = wait - Time.GetElapsedTime(started);
            if (!waits(reply) || left <= TimeSpan.Zero || SiloEnding.IsCancellationRequested) return reply;
            await WaitAsync(changed, left, cancellationToken);
        }
    }

    private async Task<SessionReply> ExecuteAsync(Func<RecordImage<SessionState>, Moment, Decision<SessionState, SessionReply>> decide)
    {
        Decision<SessionState, SessionReply> decision = default;
        var executing = GuardAsync(() => Cell.ExecuteAsync((image, now) => decision = decide(image, now)));

        // What is applied is not durable yet, but nothing more is to hang itself on a session that ends.
        if (Cell.Image.State is not { EndedAt: null }) _holds.Close();
        var reply = await executing;
        Arm();
        if (reply is SessionReply.Open open && Cell.Image.State is { EndedAt: null } state) _holds.Open(open, LeaseMachine.Remaining(state.Lease, Cell.Now));
        if (decision.Writes) Observe(decision);

        // What changed nothing rests on memory. "Ended" is final, so memory of that is proof; "never opened" and other refusals
        // are not for an activation to tell that another one has overtaken.
        else if (reply is not SessionReply.Open && Cell.Image.State?.EndedAt is null) await ConfirmAsync();

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
}
