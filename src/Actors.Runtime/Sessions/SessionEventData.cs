namespace Actors.Sessions;

/// <summary>What an event of a session tells.</summary>
internal sealed record SessionEventData(string Owner, long Token);
