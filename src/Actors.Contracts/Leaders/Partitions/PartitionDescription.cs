namespace Actors.Leaders.Partitions;

/// <summary>A partition at one moment.</summary>
/// <param name="Partition">Which, from 0.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Owner">The member that owns it; null if it is free.</param>
/// <param name="Term">The owner's term, or the last one if it is free; 0 if it never had an owner as far back as is kept.</param>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.PartitionDescription")]
public sealed record PartitionDescription(
    [property: Id(0)] int Partition, [property: Id(1)] PartitionStatus Status, [property: Id(2)] string? Owner, [property: Id(3)] long Term);
