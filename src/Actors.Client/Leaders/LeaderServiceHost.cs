using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Leaders;

/// <summary>Campaigns for ever, and runs the service while this process leads.</summary>
internal sealed partial class LeaderServiceHost<TService>(
    string role, LeaderServiceOptions options, Leaders leaders, IServiceScopeFactory scopes, TimeProvider time, ILogger<LeaderServiceHost<TService>> logger)
    : BackgroundService
    where TService : class, ILeaderService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await CampaignOnceAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(options.Pause, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped(role, options.Candidate);
        }
    }

    private async Task CampaignOnceAsync(CancellationToken hostStopping)
    {
        try
        {
            var handle = await leaders.CampaignAsync(role, options.Candidate, options.Campaign, hostStopping).ConfigureAwait(false);
            await using (handle.ConfigureAwait(false))
            {
                await LeadAsync(handle, hostStopping).ConfigureAwait(false);
            }
        }
        catch (ActorsException exception)
        {
            LogCampaignFailed(exception, role, options.Candidate);
        }
    }

    /// <summary>Returns only when the work has ended: the caller resigns after that, never before.</summary>
    private async Task LeadAsync(LeaderHandle handle, CancellationToken hostStopping)
    {
        LogElected(role, handle.Candidate, handle.Term);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hostStopping, handle.SteppingDown);
        string end;
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var service = ActivatorUtilities.GetServiceOrCreateInstance<TService>(scope.ServiceProvider);
                await service.RunAsync(new LeaderContext(handle, stop.Token), stop.Token).ConfigureAwait(false);
            }

            end = stop.IsCancellationRequested ? LeaderServiceInstruments.Stopped : LeaderServiceInstruments.Completed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            end = LeaderServiceInstruments.Stopped;
        }
        catch (Exception exception)
        {
            // The service is the user's: whatever it throws ends its term, not the process.
            end = LeaderServiceInstruments.Failed;
            LogServiceFailed(exception, role, handle.Candidate, handle.Term);
        }

        LeaderServiceInstruments.Ended(end);
        if (!handle.Lost.IsCancellationRequested)
        {
            LogEnded(role, handle.Candidate, handle.Term);
            return;
        }

        LeaderServiceInstruments.Overran();
        LogOverran(role, handle.Candidate, handle.Term);
    }
}
