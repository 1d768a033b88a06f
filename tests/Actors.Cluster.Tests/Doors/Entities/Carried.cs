namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>A command that was carried out: the reply as JSON, the version after it, and whether it is an earlier attempt's.</summary>
public sealed record Carried(string Body, long Version, bool Replayed);
