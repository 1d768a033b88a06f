using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Leaders.Partitions;

/// <summary>The shell around <see cref="PartitionMachine"/>: the plan is in the record, who watches is in memory.</summary>
[Reentrant, GrainType(Kind)]
internal sealed partial class PartitionGrain(
    IRecordStore store, TimeProvider time, RecordType<PartitionState> type, IOptions<PartitionOptions> options, ILogger<PartitionGrain> logger)
    : RecordGrain<PartitionState>(store, time, type), IPartitionGrain
{
    internal const string Kind = "partition-group";

    // An activation that goes to sleep while there are members would begin to count their leases anew when it wakes.
    private static readonly TimeSpan AwakeMargin = TimeSpan.FromMinutes(1);

    private readonly PartitionOptions _options = options.Value;
    private TaskCompletionSource _changed = NewSignal();
    private IGrainTimer _timer = null!;
    private TimeSpan? _alarm;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _timer = this.RegisterGrainTimer(SettleAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
        });
        Arm();
    }

    public async Task<PartitionReply> HeartbeatAsync(MemberHeartbeat command, CancellationToken cancellationToken)
    {
        var reply = await AnswerAsync((image, now) => PartitionMachine.Heartbeat(image, command, now, _options));
        PartitionInstruments.Answered(reply);
        return reply;
    }

    public Task<PartitionReply> LeaveAsync(LeaveGroup command, CancellationToken cancellationToken)
        => AnswerAsync((image, now) => PartitionMachine.Leave(image, command, now, _options));

    public async Task<GroupDescription> ObserveAsync(ObserveGroup request, CancellationToken cancellationToken)
    {
        // The signal is taken before the group is read, so no change falls between the two.
        var changed = _changed.Task;
        var seen = await DescribeAsync(cancellationToken);
        if (request.SeenGeneration != seen.Generation || request.Wait <= TimeSpan.Zero) return seen;
        var wait = request.Wait < ObserveGroup.WaitMax ? request.Wait : ObserveGroup.WaitMax;
        await changed.WaitAsync(wait, Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancellationToken.ThrowIfCancellationRequested();
        return await GuardAsync(() => Cell.ExecuteAsync((image, now)
            => Decide.Keep<PartitionState, GroupDescription>(PartitionDescriptions.Of(Key.Key, image.State, now))));
    }

    public Task<GroupDescription> DescribeAsync(CancellationToken cancellationToken)
        => GuardAsync(() => Cell.ReadAsync((image, now) => PartitionDescriptions.Of(Key.Key, image.State, now)));

    public override Task WakeAsync(CancellationToken cancellationToken)
        => ExecuteAsync((image, now) => PartitionMachine.Wake(image, now, _options));

    private async Task<PartitionReply> AnswerAsync(Func<RecordImage<PartitionState>, Moment, Decision<PartitionState, PartitionReply>> decide)
    {
        var reply = await ExecuteAsync(decide);

        // "You are no member" is not for an activation to say that another one has overtaken.
        if (reply is PartitionReply.Refused or PartitionReply.Left { Ended: false })
        {
            await GuardAsync(async () =>
            {
                await Cell.ConfirmAsync();
                return true;
            });
        }

        return reply;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        _alarm = null;
        try
        {
            await ExecuteAsync((image, now) => PartitionMachine.Settle(image, now, _options));
        }
        catch (RecordFaultException exception)
        {
            LogSettleFailed(exception, Key.Key);
        }
    }

    private async Task<TReply> ExecuteAsync<TReply>(Func<RecordImage<PartitionState>, Moment, Decision<PartitionState, TReply>> decide)
    {
        Decision<PartitionState, TReply> decision = default;
        long? revisionBefore = null;
        var reply = await GuardAsync(() => Cell.ExecuteAsync((image, now) =>
        {
            revisionBefore = image.State?.Revision;
            decision = decide(image, now);
            return decision;
        }));
        Arm();
        if (!decision.Writes) return reply;
        if (decision.Next?.Revision != revisionBefore) Signal();
        foreach (var happened in decision.Events)
        {
            PartitionInstruments.Happened(happened.Type, happened.Data);
            if (happened.Data is MemberEventData member) LogMember(Key.Key, happened.Type, member.Member, member.Membership);
            else if (happened.Data is PlanEventData plan) LogPlan(Key.Key, happened.Type, plan.Partitions.Count);
        }

        return reply;
    }

    /// <summary>An activation at its end lets its observers go, so that they find the next one and do not hold it up.</summary>
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

    /// <summary>Has ends of leases and of the delay noticed without a call. The timer only hastens; every call looks by itself.</summary>
    private void Arm()
    {
        var now = Cell.Now;
        if (PartitionMachine.Next(Cell.Image.State, now, _options) is not { } next) return;
        if (_alarm <= now.Elapsed + next) return;
        DelayDeactivation(next + AwakeMargin);
        _timer.Change(next, Timeout.InfiniteTimeSpan);
        _alarm = now.Elapsed + next;
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
