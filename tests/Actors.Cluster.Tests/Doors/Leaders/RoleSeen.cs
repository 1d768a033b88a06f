namespace Actors.Cluster.Tests.Doors.Leaders;

/// <summary>A role as it is described; nobody leads if the leader is null. Leaders are told as "ann:1 bob:2".</summary>
public sealed record RoleSeen(long Term, string? Leader, string? Value, int Candidates, long Version, string Leaders = "");
