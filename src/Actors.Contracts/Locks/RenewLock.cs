namespace Actors.Locks;

/// <summary>Extends a grant that has not ended.</summary>
/// <param name="LeaseId">The grant.</param>
/// <param name="Ttl">
/// How long it is to live from now; null for as long as was asked at first. 1 s to 24 h. A renewal never brings the end forward.
/// </param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.RenewLock")]
public sealed record RenewLock([property: Id(0)] string LeaseId, [property: Id(1)] TimeSpan? Ttl = null);
