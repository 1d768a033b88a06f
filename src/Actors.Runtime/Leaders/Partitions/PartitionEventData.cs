namespace Actors.Leaders.Partitions;

/// <summary>One ownership.</summary>
internal sealed record PartitionEventData(int Partition, string Owner, long Term);
