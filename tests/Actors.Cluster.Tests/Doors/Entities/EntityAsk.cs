namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>A command to an entity; the body is JSON.</summary>
public sealed record EntityAsk(string Type, string Id, string Command, string Body, string? RequestId = null, long? IfVersion = null);
