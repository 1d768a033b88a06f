using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Sweeping;

/// <summary>
/// Wakes the records of its slots that are due. Level-triggered: a record stays due until its grain has moved its due time on,
/// so a missed tick, a lost call or a crash only delays. Two sweepers of the same slots do no harm, as every grain's writes are
/// compare-and-set.
/// </summary>
[Reentrant, GrainType("sweeper")]
internal sealed partial class SweeperGrain(
    IRecordStore store, IOptions<SweepOptions> options, TimeProvider time, ILogger<SweeperGrain> logger) : Grain, ISweeperGrain
{
    private static readonly TimeSpan PurgePeriod = TimeSpan.FromMinutes(1);

    private readonly SweepOptions _options = options.Value;
    private bool _running;
    private long? _swept;
    private long? _purged;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        // Every silo pokes every sweeper, so that losing silos loses no sweeps; the extra pokes end here.
        if (_running || (_swept is { } last && time.GetElapsedTime(last) < _options.Period / 2)) return;
        _running = true;
        var started = time.GetTimestamp();
        try
        {
            await WakeDueAsync(cancellationToken);
            await PurgeAsync(cancellationToken);
            SweepInstruments.Swept(time.GetElapsedTime(started));
        }
        finally
        {
            _running = false;
            _swept = time.GetTimestamp();
        }
    }

    private async Task WakeDueAsync(CancellationToken cancellationToken)
    {
        var index = (int)this.GetPrimaryKeyLong();
        var due = await store.ScanDueAsync(SlotRange.Split(_options.Sweepers)[index], _options.RowsMax, cancellationToken);
        SweepInstruments.Found(due.Count, due.Count == 0 ? default : time.GetUtcNow() - due.Min(record => record.DueAt));
        using var places = new SemaphoreSlim(_options.Concurrency);
        await Task.WhenAll(due.Select(async record =>
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                await GrainFactory.GetRecordGrain<IRecordGrain>(record.Key.Kind, record.Key.Key).WakeAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The record stays due: the next sweep tries it again, and it holds up no other.
                SweepInstruments.Failed();
                LogWakeFailed(exception, record.Key);
            }
            finally
            {
                places.Release();
            }
        }));
    }

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyLong() != 0 || (_purged is { } last && time.GetElapsedTime(last) < PurgePeriod)) return;
        _purged = time.GetTimestamp();
        await store.PurgeAsync(_options.EventRetention, cancellationToken);
    }
}
