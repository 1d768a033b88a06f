namespace Actors.Leaders.Partitions;

/// <summary>Which partitions were assigned, or are to be given up, in one write.</summary>
internal sealed record PlanEventData(IReadOnlyList<PartitionEventData> Partitions);
