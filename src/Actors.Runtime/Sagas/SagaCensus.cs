using Actors.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Sagas;

/// <summary>
/// Counts the sagas that have not ended, by the store's word: a stuck saga lives in no memory, and it must not be forgotten because
/// the silo that saw it stop has been restarted since. Every silo counts all of them.
/// </summary>
internal sealed partial class SagaCensus(IRecordStore store, SagaRegistry registry, TimeProvider time, ILogger<SagaCensus> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly SagaStatus[] Unfinished = [SagaStatus.Running, SagaStatus.Waiting, SagaStatus.Compensating, SagaStatus.Stuck];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var definition in registry.Names) SagaInstruments.Begin(definition);
        while (!stoppingToken.IsCancellationRequested)
        {
            await CountAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CountAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var definition in registry.Names)
            {
                foreach (var status in Unfinished)
                {
                    var query = new RecordQuery { Kind = SagaKeys.Kind(definition), Status = SagaTurns.Word(status) };
                    SagaInstruments.Counted(definition, status, await store.CountAsync(query, stopping).ConfigureAwait(false));
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops; the others count on.
        }
        catch (Exception exception)
        {
            // Better no figure than an old one.
            SagaInstruments.Uncounted();
            LogUncounted(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The unfinished sagas could not be counted. It is tried again.")]
    private partial void LogUncounted(Exception exception);
}
