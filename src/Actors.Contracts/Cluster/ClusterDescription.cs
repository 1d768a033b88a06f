using System.Collections.Immutable;

namespace Actors.Cluster;

/// <summary>The cluster as one silo sees it.</summary>
/// <param name="ClusterId">The cluster's name.</param>
/// <param name="Silos">Its silos that are not dead.</param>
[GenerateSerializer, Immutable, Alias("Actors.Cluster.ClusterDescription")]
public sealed record ClusterDescription(
    [property: Id(0)] string ClusterId,
    [property: Id(1)] ImmutableArray<SiloDescription> Silos);
