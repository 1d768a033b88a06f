using Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Actors.Records;

/// <summary>
/// A grain whose record changes by time alone, and which callers watch: it does what is due without a call, and tells those who wait that
/// something has changed. Its timer only hastens; every call looks by itself.
/// </summary>
internal abstract partial class WatchedGrain<TState>(IRecordStore store, TimeProvider time, RecordType<TState> type) : RecordGrain<TState>(store, time, type)
    where TState : class
{
    // An activation that goes to sleep before something is due would begin to count leases anew when it wakes.
    private static readonly TimeSpan AwakeMargin = TimeSpan.FromMinutes(1);

    private TaskCompletionSource _changed = NewSignal();
    private IGrainTimer _timer = null!;
    private TimeSpan? _alarm;

    /// <summary>Completes at the next change. To be taken before the record is looked at, so that no change falls between the two.</summary>
    protected Task Changed => _changed.Task;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _timer = this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        Arm();
    }

    /// <summary>How long until time alone changes something; null if it never does.</summary>
    protected abstract TimeSpan? NextDue(Moment now);

    /// <summary>Does what is due, if anything is.</summary>
    protected abstract Task SettleAsync();

    /// <summary>Has what is due next noticed without a call. To be called whenever the record may have changed.</summary>
    protected void Arm()
    {
        var now = Cell.Now;
        if (NextDue(now) is not { } next || _alarm <= now.Elapsed + next) return;
        DelayDeactivation(next + AwakeMargin);
        _timer.Change(next, Timeout.InfiniteTimeSpan);
        _alarm = now.Elapsed + next;
    }

    /// <summary>Tells those who wait that something has changed.</summary>
    protected void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    /// <summary>Waits for a change that was <see cref="Changed"/>, or for so long.</summary>
    protected async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken cancellationToken)
    {
        await HoldAsync(changed, wait, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>An activation at its end lets those who wait go, so that they find the next one and do not hold it up.</summary>
    protected async Task<T> GuardAsync<T>(Func<Task<T>> execute)
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

    /// <summary>Makes sure that no other activation has overtaken this one, before an answer that rests on memory alone.</summary>
    protected Task ConfirmAsync() => GuardAsync(() => Cell.ReadAsync(static (_, _) => true));

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        _alarm = null;
        try
        {
            await SettleAsync();
        }
        catch (RecordFaultException exception)
        {
            LogNotSettled(Logger, exception, Key);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was due for '{Key}' could not be written. The next call tries again, and so does the sweeper.")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, RecordKey key);
}
