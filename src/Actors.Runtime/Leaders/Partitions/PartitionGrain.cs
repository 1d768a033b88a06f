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
    : WatchedGrain<PartitionState>(store, time, type), IPartitionGrain
{
    internal const string Kind = "partition-group";

    private readonly PartitionOptions _options = options.Value;

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
        var changed = Changed;
        var seen = await DescribeAsync(cancellationToken);
        if (request.SeenGeneration != seen.Generation || request.Wait <= TimeSpan.Zero) return seen;
        var wait = request.Wait < ObserveGroup.WaitMax ? request.Wait : ObserveGroup.WaitMax;
        await WaitAsync(changed, wait, cancellationToken);
        return await GuardAsync(() => Cell.ExecuteAsync((image, now)
            => Decide.Keep<PartitionState, GroupDescription>(PartitionDescriptions.Of(Key.Key, image.State, now))));
    }

    public Task<GroupDescription> DescribeAsync(CancellationToken cancellationToken)
        => GuardAsync(() => Cell.ReadAsync((image, now) => PartitionDescriptions.Of(Key.Key, image.State, now)));

    public override Task WakeAsync(CancellationToken cancellationToken)
        => ExecuteAsync((image, now) => PartitionMachine.Wake(image, now, _options));

    protected override TimeSpan? NextDue(Moment now) => PartitionMachine.Next(Cell.Image.State, now, _options);

    protected override Task SettleAsync() => ExecuteAsync((image, now) => PartitionMachine.Settle(image, now, _options));

    private async Task<PartitionReply> AnswerAsync(Func<RecordImage<PartitionState>, Moment, Decision<PartitionState, PartitionReply>> decide)
    {
        var reply = await ExecuteAsync(decide);

        // "You are no member" is not for an activation to say that another one has overtaken.
        if (reply is PartitionReply.Refused or PartitionReply.Left { Ended: false }) await ConfirmAsync();

        return reply;
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
}
