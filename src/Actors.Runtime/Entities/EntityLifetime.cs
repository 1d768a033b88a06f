namespace Actors.Entities;

/// <summary>How long entities of a type live.</summary>
/// <param name="Ttl">How long; null is for ever.</param>
/// <param name="Sliding">Whether every change starts it anew.</param>
internal readonly record struct EntityLifetime(TimeSpan? Ttl, bool Sliding);
