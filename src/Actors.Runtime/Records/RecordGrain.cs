using Actors.Hosting;
using Actors.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Actors.Records;

/// <summary>
/// A grain that owns one record through a <see cref="RecordCell{TState}"/>. Subclasses are reentrant: commands apply one after
/// another on the grain's turn, and the next ones come in while a commit is under way. This build
/// places them near their callers (<c>NearPlacementResolver</c>); the attribute is for silos of a build before beside it.
/// </summary>
[HashBasedPlacement]
public abstract partial class RecordGrain<TState>(IRecordStore store, TimeProvider time, RecordType<TState> type) : Grain, IRecordGrain
    where TState : class
{
    protected RecordCell<TState> Cell { get; private set; } = null!;

    /// <summary>Which record this is.</summary>
    protected RecordKey Key { get; private set; }

    protected TimeProvider Time { get; } = time;

    private protected ILogger Logger { get; private set; } = null!;

    /// <inheritdoc cref="SiloEnding.Begun"/>
    private protected CancellationToken SiloEnding { get; private set; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (kind, key) = GrainIds.RecordOf(this.GetGrainId());
        Key = RecordKey.Create(kind, key);
        Logger = ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Actors.Records");
        SiloEnding = ServiceProvider.GetRequiredService<SiloEnding>().Begun;
        Cell = new RecordCell<TState>(Key, store, type, Time, End, () => LogBlocked(Logger, Key));
        await Cell.LoadAsync(cancellationToken);
        await base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Cell.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public abstract Task WakeAsync(CancellationToken cancellationToken);

    /// <summary>Memory can no longer be trusted: whoever waits here is to be sent on.</summary>
    private protected virtual void OnEnded()
    {
    }

    private void End()
    {
        DeactivateOnIdle();
        OnEnded();
    }

    /// <summary>Holds a caller who waits for something: until it has come, for so long, until he gives up, or until this silo ends. Throws nothing.</summary>
    private protected async Task HoldAsync(Task awaited, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, SiloEnding);
        await awaited.WaitAsync(wait, Time, over.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
