namespace Actors.Sessions;

/// <summary>Ends a session. What hangs on it is free for others soon after.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.EndSession")]
public sealed record EndSession;
