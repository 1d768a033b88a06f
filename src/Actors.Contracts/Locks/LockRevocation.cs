namespace Actors.Locks;

/// <summary>A grant is asked back.</summary>
/// <param name="Reason">Why.</param>
/// <param name="RequestedAt">Since when, by the database's clock.</param>
/// <param name="Deadline">From when on renewals are refused, by the database's clock.</param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockRevocation")]
public sealed record LockRevocation(
    [property: Id(0)] string Reason, [property: Id(1)] DateTimeOffset RequestedAt, [property: Id(2)] DateTimeOffset Deadline);
