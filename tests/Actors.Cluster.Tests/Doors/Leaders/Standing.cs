namespace Actors.Cluster.Tests.Doors.Leaders;

/// <summary>Where a candidate stands.</summary>
public sealed record Standing(bool Leads, long Term, string Leader);
