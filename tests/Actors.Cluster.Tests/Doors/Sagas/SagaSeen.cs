namespace Actors.Cluster.Tests.Doors.Sagas;

/// <summary>A saga as it is described. Created says whether the request that was answered started it.</summary>
public sealed record SagaSeen(string Status, string? ErrorCode, string? ErrorStep, bool Created = false);
