namespace Actors.Leaders;

/// <summary>A leader is asked to stop its work and to resign. Once asked, it stays asked until its term ends.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">
/// When its heartbeats begin to be refused, by the database's clock; for people. Null until a heartbeat has told it: the grace runs
/// from then.
/// </param>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderYield")]
public sealed record LeaderYield([property: Id(0)] LeaderYieldReason Reason, [property: Id(1)] DateTimeOffset? Until);
