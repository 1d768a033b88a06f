namespace Actors.Entities;

/// <summary>The data of the event "expired".</summary>
internal sealed record EntityExpired(DateTimeOffset ExpiredAt);
