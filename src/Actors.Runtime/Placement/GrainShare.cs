using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Placement;

/// <summary>
/// Whether this silo has more than its share of the cluster's grains. Clients keep to the gateways that they know, so a silo that was
/// started again hears of few new grains, and the others have to leave some to it. Looked at every few seconds: what comes in between is
/// spread as the clients' gateways are, and never sent to one silo at once for being the emptiest.
/// </summary>
internal sealed partial class GrainShare(
    IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails local, TimeProvider time, ILogger<GrainShare> logger) : BackgroundService
{
    /// <summary>How much more than the average of all silos is still a share, and how many grains more at that, for small numbers vary.</summary>
    private const double Most = 1.1;
    private const int MostMore = 50;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private volatile bool _over;

    internal bool IsOver => _over;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await LookAsync(stoppingToken).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var others = membership.CurrentSnapshot.Members.Values
                .Where(member => member.Status == SiloStatus.Active && member.SiloAddress != local.SiloAddress)
                .Select(member => member.SiloAddress);
            var silos = await grains.GetGrain<IManagementGrain>(0).GetRuntimeStatistics([local.SiloAddress, .. others], stopping).ConfigureAwait(false);
            _over = silos[0].ActivationCount > (silos.Average(silo => silo.ActivationCount) * Most) + MostMore;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops, and places nothing any more.
        }
        catch (Exception exception)
        {
            // Some silo does not answer, as one that was just lost. What was seen last is still about right.
            LogNotSeen(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "How many grains each silo has is not known. It is asked again in a few seconds.")]
    private partial void LogNotSeen(Exception exception);
}
