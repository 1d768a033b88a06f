using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Actors.Cluster;

/// <summary>Lets the gauges of the cluster look at this silo's membership.</summary>
internal sealed class ClusterGauges(IClusterMembershipService membership) : IHostedService
{
    private static readonly SiloStatus[] Statuses = [SiloStatus.Joining, SiloStatus.Active, SiloStatus.ShuttingDown, SiloStatus.Stopping];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ClusterInstruments.Observe(Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<int>> Count()
    {
        var members = membership.CurrentSnapshot.Members.Values;
        return Statuses.Select(status => ClusterInstruments.Silos(status, members.Count(member => member.Status == status)));
    }
}
