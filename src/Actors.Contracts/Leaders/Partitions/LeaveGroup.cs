namespace Actors.Leaders.Partitions;

/// <summary>Leaves a partition group.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.LeaveGroup")]
public sealed record LeaveGroup
{
    /// <summary>Who leaves; its work has stopped.</summary>
    [Id(0)]
    public required string Member { get; init; }

    /// <summary>Ends this membership or nothing, so that a late repeat never ends a newer one. Null ends whichever there is.</summary>
    [Id(1)]
    public long? Membership { get; init; }
}
