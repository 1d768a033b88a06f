namespace Actors.Hosting;

/// <summary>Which cluster a process belongs to, and how its members find each other.</summary>
public sealed class ClusteringOptions
{
    /// <summary>How a silo or front end finds its cluster. Default: <see cref="ClusteringProvider.Embedded"/>.</summary>
    public ClusteringProvider Provider { get; set; } = ClusteringProvider.Embedded;

    /// <summary>The cluster's name; silos of different names never meet. <c>Actors:ClusterId</c>. Default: actors.</summary>
    public string ClusterId { get; set; } = "actors";

    /// <summary>Redis, for membership: <c>ConnectionStrings:actors-redis</c>. Needed with <see cref="ClusteringProvider.Redis"/>. Default: none.</summary>
    public string? Redis { get; set; }
}
