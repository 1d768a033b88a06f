namespace Actors.Entities.Counters;

/// <summary>Event "changed": the counter moved. Of several additions in one commit only the last is told.</summary>
/// <param name="Value">Where it is now.</param>
public sealed record Changed(long Value);
