namespace Actors.Leaders.Partitions;

/// <summary>One partition.</summary>
/// <param name="Owner">The member that owns it; null if nobody does.</param>
/// <param name="Term">The owner's term, or the last one; 0 if there was none.</param>
/// <param name="Revoking">Whether the owner is to stop and to release it.</param>
public readonly record struct PartitionSlot(string? Owner, long Term, bool Revoking);
