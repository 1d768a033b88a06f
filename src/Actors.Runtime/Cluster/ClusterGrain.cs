using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace Actors.Cluster;

[StatelessWorker, GrainType("cluster")]
internal sealed class ClusterGrain(IClusterMembershipService membership, IRecordStore store, IOptions<ClusterOptions> options)
    : Grain, IClusterGrain
{
    public async Task<ClusterDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        await store.AskAsync(async one =>
        {
            await one.PingAsync(cancellationToken);
            return true;
        });
        return new ClusterDescription(
            options.Value.ClusterId,
            [
                .. membership.CurrentSnapshot.Members.Values
                    .Where(member => member.Status != SiloStatus.Dead)
                    .OrderBy(member => member.SiloAddress.ToString(), StringComparer.Ordinal)
                    .Select(member => new SiloDescription(
                        member.SiloAddress.ToString(), System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Status.ToString()))),
            ]);
    }
}
