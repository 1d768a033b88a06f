using Actors.Leases;

namespace Actors.Leaders.Partitions;

/// <summary>A member of a partition group.</summary>
/// <param name="Lease">Id and owner are the member's id; the token names the membership.</param>
/// <param name="Capacity">Its share in proportion to the others'.</param>
public sealed record PartitionMember(Lease Lease, int Capacity);
