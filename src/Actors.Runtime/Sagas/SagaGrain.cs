using System.Collections.Immutable;
using Actors.Commands;
using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Sagas;

/// <summary>One saga: its record, its driver, and the face for callers.</summary>
[Reentrant, GrainType("saga")]
internal sealed class SagaGrain(
    IRecordStore store, TimeProvider time, RecordType<SagaState> type, SagaRegistry registry, IOptions<SagaOptions> options, ILogger<SagaGrain> logger)
    : RecordGrain<SagaState>(store, time, type), ISagaGrain, IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private readonly SagaTerms _terms = new(options.Value.Lease, options.Value.TakeOversMax, options.Value.WaitPeriod);
    private SagaDriver? _driver;

    private SagaDriver Driver => _driver ?? throw new InvalidOperationException("The activation has no driver before it is activated.");

    private string Definition => Key.Kind[SagaKeys.KindPrefix.Length..];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _driver = new SagaDriver(Key, Cell, registry, SendAsync, _terms, Time, logger, DeactivateOnIdle);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_driver is { } driver)
        {
            await driver.StopAsync().WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public void Dispose() => _driver?.Dispose();

    public override Task WakeAsync(CancellationToken cancellationToken) => Driver.WakeAsync();

    public async Task<SagaReply> StartAsync(StartSaga request, CancellationToken cancellationToken)
    {
        if (registry.Newest(Definition) is not { } newest) return new SagaReply.Refused(UnknownDefinition());
        if (SagaInputs.RefuseTags(request.Tags) is { } wrongTags) return new SagaReply.Refused(wrongTags);

        // An existing saga's input is compared in the form that it was stored in.
        var pinned = Cell.Image.State is { } existing ? registry.Find(Definition, existing.DefinitionVersion) : null;
        var (input, refusal) = SagaInputs.Read(pinned ?? newest, request.Input);
        refusal ??= Cell.Image.Exists ? null : SagaInputs.RefuseKeys(newest, Key.Key, input);
        if (refusal is not null) return new SagaReply.Refused(refusal);
        var trace = SagaTrace.Current;
        var turn = await Cell.ExecuteAsync((image, now) => SagaMachine.Start(
            image, newest.Plan, input, SagaInputs.Hash(input), request.Tags, _terms, now, trace));
        if (turn.Created)
        {
            SagaInstruments.Started(Definition);
            Driver.Drive();
        }
        else
        {
            await Cell.ConfirmAsync();
        }

        return Answer(turn);
    }

    public async Task<SagaReply> DescribeAsync(CancellationToken cancellationToken)
    {
        var image = await ReadAsync();
        return image.State is { } state
            ? new SagaReply.Done(SagaDescriptions.Of(Key.Key, state, image.Version))
            : new SagaReply.Refused(registry.Newest(Definition) is null ? UnknownDefinition() : SagaTurns.NotFound());
    }

    public async Task<SagaReply> ActAsync(ActOnSaga request, CancellationToken cancellationToken)
    {
        if (request.Reason is { Length: > ActOnSaga.ReasonLengthMax })
        {
            return new SagaReply.Refused(new Refusal(ErrorCode.InvalidRequest, $"The reason has at most {ActOnSaga.ReasonLengthMax} characters."));
        }

        var plan = Cell.Image.State is { } state ? registry.Of(state).Blueprint?.Plan : null;
        var turn = await Cell.ExecuteAsync((image, now) => SagaMachine.Act(image, plan, request, _terms, now));
        if (turn.Refusal is null) Driver.Drive();
        else await Cell.ConfirmAsync();
        return Answer(turn);
    }

    public async Task<SagaReply> AwaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (Cell.Image.State is { } state && !state.IsFinal())
        {
            await HoldAsync(Driver.Ended, wait < WaitMax ? wait : WaitMax, cancellationToken);
        }

        return await DescribeAsync(cancellationToken);
    }

    public async Task<ImmutableArray<SagaHistoryEntry>?> HistoryAsync(CancellationToken cancellationToken)
        => (await ReadAsync()).State?.History;

    public async Task<SagaPlan?> PlanAsync(CancellationToken cancellationToken)
    {
        await Cell.GateAsync();
        return Cell.Image.State is { } state ? registry.Of(state).Blueprint?.Plan : null;
    }

    private Task<CommandReply> SendAsync(string kind, string key, CommandCall call, CancellationToken cancellationToken)
        => GrainFactory.GetRecordGrain<ICommandGrain>(kind, key).ExecuteAsync(call, cancellationToken);

    // What has ended never changes again, so only a saga that goes on has to be read anew.
    private Task<RecordImage<SagaState>> ReadAsync() => Cell.Image.State is { } state && state.IsFinal()
        ? Cell.ExecuteAsync(static (image, _) => Decide.Keep<SagaState, RecordImage<SagaState>>(image))
        : Cell.ReadAsync(static (image, _) => image);

    private SagaReply Answer(SagaTurn turn) => turn.Refusal is { } refusal
        ? new SagaReply.Refused(refusal)
        : new SagaReply.Done(SagaDescriptions.Of(Key.Key, turn.Image.State!, turn.Image.Version), turn.Created);

    private Refusal UnknownDefinition() => new Refusal(
        ErrorCode.UnknownSagaDefinition,
        registry.Names.IsEmpty
            ? $"There is no saga definition '{Definition}'; this service has none."
            : $"There is no saga definition '{Definition}'. There are: {string.Join(", ", registry.Names)}.");
}
