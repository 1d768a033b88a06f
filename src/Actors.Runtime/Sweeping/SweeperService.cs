using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Sweeping;

/// <summary>Pokes every sweeper once a period, from every silo.</summary>
internal sealed partial class SweeperService(
    IGrainFactory grains, IOptions<SweepOptions> options, TimeProvider time, ILogger<SweeperService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Period, time);
        while (await TickAsync(timer, stoppingToken).ConfigureAwait(false))
        {
            var sweeps = Enumerable.Range(0, options.Value.Sweepers).Select(index => PokeAsync(index, stoppingToken));
            await Task.WhenAll(sweeps).ConfigureAwait(false);
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task PokeAsync(int index, CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<ISweeperGrain>(index).SweepAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops; another one's poke, or the next start's, does the work.
        }
        catch (Exception exception)
        {
            LogSweepFailed(exception, index);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweep {Index} failed. It is tried again in the next period.")]
    private partial void LogSweepFailed(Exception exception, int index);
}
