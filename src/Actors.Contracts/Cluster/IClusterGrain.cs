namespace Actors.Cluster;

/// <summary>Answers for the cluster as a whole; a call to it proves that a silo is there and that its storage answers.</summary>
[Alias("Actors.Cluster.IClusterGrain")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>The cluster as a silo sees it, after asking every database whether it is there.</summary>
    [Alias("Describe")]
    Task<ClusterDescription> DescribeAsync(CancellationToken cancellationToken);
}
