using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Actors.Cluster;

/// <summary>What the cluster is, and whether this process lives and serves.</summary>
internal static class ClusterEndpoints
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(2);

    internal static void MapCluster(this IEndpointRouteBuilder v1) => v1.MapGet("/cluster", DescribeAsync)
        .WithName("DescribeCluster").WithSummary("The cluster's silos, as one of them sees them.").WithTags("Cluster").Produces<ClusterBody>();

    internal static void MapHealth(this IEndpointRouteBuilder root)
    {
        root.MapGet("/livez", () => Results.Text("alive")).ExcludeFromDescription();
        root.MapGet("/readyz", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> DescribeAsync(ActorsClient actors, CancellationToken cancellationToken)
    {
        var cluster = await actors.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        return Results.Ok(new ClusterBody(cluster.ClusterId, [.. cluster.Silos.Select(silo => new SiloBody(silo.Address, silo.Status))]));
    }

    // Ready: a silo answers, its storage answers it, and this process has not been told to stop.
    private static async Task<IResult> ReadyAsync(ActorsClient actors, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return NotReady("This process is stopping.");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(ReadyTimeout);
        try
        {
            await actors.DescribeClusterAsync(limited.Token).ConfigureAwait(false);
            return Results.Text("ready");
        }
        catch (Exception exception) when (exception is ActorsException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return NotReady("No silo with working storage answers.");
        }
    }

    private static IResult NotReady(string why) => Problems.From(new Refusal(ErrorCode.Unavailable, why));

    internal sealed record ClusterBody(string ClusterId, IReadOnlyList<SiloBody> Silos);

    internal sealed record SiloBody(string Address, string Status);
}
