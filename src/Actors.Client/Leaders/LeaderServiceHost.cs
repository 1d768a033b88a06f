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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hostStopping, handle.SteppingDown, handle.YieldRequested);
        string end;

        // Disposing of the registration waits for a call of it that is under way.
        using (handle.Lost.Register(() => Overrun(handle)))
        {
            end = await RunAsync(handle, stop.Token).ConfigureAwait(false);
        }

        LeaderServiceInstruments.Ended(end);
        LogEnded(role, handle.Candidate, handle.Term, end);
    }

    private async Task<string> RunAsync(LeaderHandle handle, CancellationToken stop)
    {
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var service = ActivatorUtilities.GetServiceOrCreateInstance<TService>(scope.ServiceProvider);
                await service.RunAsync(new LeaderContext(handle, stop), stop).ConfigureAwait(false);
            }

            return stop.IsCancellationRequested ? LeaderServiceInstruments.Stopped : LeaderServiceInstruments.Completed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return LeaderServiceInstruments.Stopped;
        }
        catch (Exception exception)
        {
            // The service is the user's: whatever it throws ends its term, not the process.
            LogServiceFailed(exception, role, handle.Candidate, handle.Term);
            return LeaderServiceInstruments.Failed;
        }
    }

    /// <summary>The term is lost and the service still runs.</summary>
    private void Overrun(LeaderHandle handle)
    {
        LeaderServiceInstruments.Overran();
        LogOverran(role, handle.Candidate, handle.Term);
        if (options.OnOverrun == OverrunAction.FailFast)
        {
            options.FailFast($"The leader service for '{role}' still ran when term {handle.Term} of '{handle.Candidate}' was lost.");
        }
    }
}
