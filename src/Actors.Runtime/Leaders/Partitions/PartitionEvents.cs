namespace Actors.Leaders.Partitions;

/// <summary>The events of a partition group. Their data is <see cref="MemberEventData"/> or <see cref="PlanEventData"/>.</summary>
internal static class PartitionEvents
{
    internal const string MemberJoined = "member-joined";
    internal const string MemberLeft = "member-left";
    internal const string MemberExpired = "member-expired";
    internal const string Revoking = "partitions-revoking";
    internal const string Assigned = "partitions-assigned";
}
