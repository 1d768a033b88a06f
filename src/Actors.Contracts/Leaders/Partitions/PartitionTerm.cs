namespace Actors.Leaders.Partitions;

/// <summary>One ownership of one partition.</summary>
/// <param name="Partition">Which, from 0.</param>
/// <param name="Term">Its number, the fencing token: unique in the group, and higher than every earlier one.</param>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.PartitionTerm")]
public readonly record struct PartitionTerm([property: Id(0)] int Partition, [property: Id(1)] long Term);
