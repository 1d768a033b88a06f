namespace Actors.Cluster;

/// <summary>One silo.</summary>
/// <param name="Address">Its address and incarnation.</param>
/// <param name="Status">"active", "joining", "shuttingDown" and so on, as the membership table has it.</param>
[GenerateSerializer, Immutable, Alias("Actors.Cluster.SiloDescription")]
public sealed record SiloDescription([property: Id(0)] string Address, [property: Id(1)] string Status);
