namespace Actors.Cluster.Tests.Doors.Sagas;

/// <summary>A line of a saga's history.</summary>
public sealed record SagaEntry(string Op, string? Step, string Outcome);
