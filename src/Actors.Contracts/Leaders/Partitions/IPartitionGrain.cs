using Actors.Records;

namespace Actors.Leaders.Partitions;

/// <summary>A partition group: who its members are and which partition is whose. The record kind is "partition-group" and the key is the group's name.</summary>
[Alias("Actors.Leaders.Partitions.IPartitionGrain")]
public interface IPartitionGrain : IRecordGrain
{
    /// <summary>Joins, or heartbeats: renews the member's lease and so all its partitions. Repeatable.</summary>
    [Alias("Heartbeat")]
    Task<PartitionReply> HeartbeatAsync(MemberHeartbeat command, CancellationToken cancellationToken);

    /// <summary>Leaves and releases every partition of the member, whose work has stopped. Repeatable.</summary>
    [Alias("Leave")]
    Task<PartitionReply> LeaveAsync(LeaveGroup command, CancellationToken cancellationToken);

    /// <summary>Answers at once if the group is not as the caller saw it; else when it changes, or when the wait is over.</summary>
    [Alias("Observe")]
    Task<GroupDescription> ObserveAsync(ObserveGroup request, CancellationToken cancellationToken);

    /// <summary>The group as it is now (linearizable).</summary>
    [Alias("Describe")]
    Task<GroupDescription> DescribeAsync(CancellationToken cancellationToken);
}
