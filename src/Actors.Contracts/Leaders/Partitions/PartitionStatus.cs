namespace Actors.Leaders.Partitions;

/// <summary>How a partition stands.</summary>
[GenerateSerializer, Alias("Actors.Leaders.Partitions.PartitionStatus")]
public enum PartitionStatus
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>Nobody's.</summary>
    Free = 1,

    /// <summary>Its owner works on it.</summary>
    Owned = 2,

    /// <summary>Its owner is to stop, and has not acknowledged it yet.</summary>
    Revoking = 3,
}
