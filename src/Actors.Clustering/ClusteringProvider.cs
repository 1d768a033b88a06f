namespace Actors.Clustering;

/// <summary>How the members of a cluster find each other.</summary>
public enum ClusteringProvider
{
    /// <summary>Not set.</summary>
    Unknown = 0,

    /// <summary>One process is the whole cluster.</summary>
    Embedded = 1,

    /// <summary>Membership is kept in Redis.</summary>
    Redis = 2,

    /// <summary>Membership is kept in PostgreSQL.</summary>
    Postgres = 3,
}
