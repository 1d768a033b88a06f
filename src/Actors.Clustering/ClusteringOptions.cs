namespace Actors.Clustering;

/// <summary>Which cluster a process belongs to, and how its members find each other.</summary>
public sealed class ClusteringOptions
{
    /// <summary>How a silo or front end finds its cluster. Default: <see cref="ClusteringProvider.Embedded"/>.</summary>
    public ClusteringProvider Provider { get; set; } = ClusteringProvider.Embedded;

    /// <summary>The cluster's name; silos of different names never meet. <c>Actors:ClusterId</c>. Default: actors.</summary>
    public string ClusterId { get; set; } = "actors";

    /// <summary>Redis, for membership: <c>ConnectionStrings:actors-redis</c>. Needed with <see cref="ClusteringProvider.Redis"/>. Default: none.</summary>
    public string? Redis { get; set; }

    /// <summary>
    /// PostgreSQL, for membership: <c>ConnectionStrings:actors-postgres</c>. Needed with <see cref="ClusteringProvider.Postgres"/>. Default: none.
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>How long a silo's start waits for a Redis or PostgreSQL that cannot be reached. 0 to 1 h. <c>Actors:Clustering:StartTimeout</c>. Default: 30 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a Redis or PostgreSQL is used that may forget the membership table: one that evicts keys, keeps nothing on disk, or has
    /// fsync, full_page_writes or synchronous_commit off. Then a warning is logged instead. <c>Actors:Clustering:AllowUnsafe</c>. Default: false.
    /// </summary>
    public bool AllowUnsafe { get; set; }
}
