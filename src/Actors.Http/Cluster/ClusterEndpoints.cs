using Actors.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

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
    private static async Task<IResult> ReadyAsync(ActorsClient actors, Drain drain, IOptions<ClusterOptions> cluster, CancellationToken cancellationToken)
    {
        if (drain.IsStopping) return NotReady("This process is stopping.");
        if (!drain.HasStarted) return NotReady(NoSilo(cluster.Value));
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(ReadyTimeout);
        try
        {
            await actors.DescribeClusterAsync(limited.Token).ConfigureAwait(false);
            return Results.Text("ready");
        }
        catch (Exception exception) when (exception is ActorsException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return NotReady(NoSilo(cluster.Value));
        }
    }

    private static string NoSilo(ClusterOptions cluster)
        => $"No silo of the cluster '{cluster.ClusterId}' answers, or none has working storage. Check that its silos run, "
            + "and that Actors:ClusterId and the membership's connection are the same here and there.";

    private static IResult NotReady(string why) => Problems.From(new Refusal(ErrorCode.Unavailable, why));

    internal sealed record ClusterBody(string ClusterId, IReadOnlyList<SiloBody> Silos);

    internal sealed record SiloBody(string Address, string Status);
}
