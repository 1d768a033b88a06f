namespace Actors.Entities;

/// <summary>A command that was carried out.</summary>
/// <param name="Body">The reply as JSON text.</param>
/// <param name="Version">The entity's version after it.</param>
/// <param name="Replayed">Whether this is the stored reply of an earlier attempt.</param>
public sealed record Executed(string Body, long Version, bool Replayed);
