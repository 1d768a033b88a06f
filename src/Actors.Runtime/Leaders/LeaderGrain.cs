using Actors.Leases;
using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Leaders;

/// <summary>The shell around <see cref="LeaderMachine"/>: who leads is in the record, who waits and who watches is in memory.</summary>
[Reentrant, GrainType(Kind)]
internal sealed partial class LeaderGrain(
    IRecordStore store, TimeProvider time, RecordType<LeaderState> type, IOptions<LeaderOptions> options, ILogger<LeaderGrain> logger)
    : WatchedGrain<LeaderState>(store, time, type), ILeaderGrain
{
    internal const string Kind = "role";

    private readonly LeaderOptions _options = options.Value;
    private LeaderQueue _queue = LeaderQueue.Empty;

    public async Task<LeaderReply> CampaignAsync(Campaign command, CancellationToken cancellationToken)
    {
        var reply = await AnswerAsync((image, now) => LeaderMachine.Campaign(image, _queue, command, now, _options));
        LeaderInstruments.Answered(reply);
        return reply;
    }

    public Task<LeaderReply> ResignAsync(Resign command, CancellationToken cancellationToken)
        => AnswerAsync((image, now) => LeaderMachine.Resign(image, _queue, command, now, _options));

    public Task<LeaderReply> ProclaimAsync(Proclaim command, CancellationToken cancellationToken)
        => AnswerAsync((image, now) => LeaderMachine.Proclaim(image, _queue, command, now, _options));

    public Task<LeaderReply> SetPolicyAsync(LeaderPolicy policy, CancellationToken cancellationToken)
        => AnswerAsync((image, now) => LeaderMachine.SetPolicy(image, _queue, policy, now, _options));

    public async Task<LeaderDescription> ObserveAsync(ObserveRole request, CancellationToken cancellationToken)
    {
        var changed = Changed;
        var seen = await DescribeAsync(cancellationToken);
        if (request.SeenVersion != seen.Version || request.Wait <= TimeSpan.Zero) return seen;
        var wait = request.Wait < ObserveRole.WaitMax ? request.Wait : ObserveRole.WaitMax;
        await WaitAsync(changed, wait, cancellationToken);
        return await DescribeGatedAsync();
    }

    public Task<LeaderDescription> DescribeAsync(CancellationToken cancellationToken)
        => GuardAsync(() => Cell.ReadAsync((image, now) => LeaderDescriptions.Of(Key.Key, image.State, _queue, now)));

    public override Task WakeAsync(CancellationToken cancellationToken)
        => ExecuteAsync((image, now) => LeaderMachine.Wake(image, _queue, now, _options));

    protected override TimeSpan? NextDue(Moment now)
        => Cell.Image.State is { Leaders: { IsEmpty: false } leaders } ? leaders.Min(seat => LeaseMachine.Remaining(seat.Lease, now)) : null;

    protected override Task SettleAsync() => ExecuteAsync((image, now) => LeaderMachine.Expire(image, _queue, now, _options));

    private Task<LeaderDescription> DescribeGatedAsync() => GuardAsync(() => Cell.ExecuteAsync((image, now)
        => Decide.Keep<LeaderState, LeaderDescription>(LeaderDescriptions.Of(Key.Key, image.State, _queue, now))));

    private async Task<LeaderReply> AnswerAsync(Func<RecordImage<LeaderState>, Moment, LeaderStep<LeaderReply>> decide)
    {
        var reply = await ExecuteAsync(decide);

        // "You do not lead", and "so it is already", are not for an activation to say that another one has overtaken.
        if (reply is LeaderReply.Refused or LeaderReply.Left { EndedTerm: null } or LeaderReply.Proclaimed or LeaderReply.PolicySet) await ConfirmAsync();

        return reply;
    }

    private async Task<TReply> ExecuteAsync<TReply>(Func<RecordImage<LeaderState>, Moment, LeaderStep<TReply>> decide)
    {
        Decision<LeaderState, TReply> decision = default;
        long? revisionBefore = null;
        var reply = await GuardAsync(() => Cell.ExecuteAsync((image, now) =>
        {
            revisionBefore = image.State?.Revision;
            (decision, _queue) = decide(image, now);
            return decision;
        }));
        Arm();
        if (!decision.Writes) return reply;
        if (decision.Next?.Revision != revisionBefore) Signal();
        foreach (var happened in decision.Events)
        {
            var data = (LeaderEventData)happened.Data;
            LeaderInstruments.Happened(happened.Type);
            LogHappened(Key.Key, happened.Type, data.Leader, data.Term);
        }

        return reply;
    }
}
