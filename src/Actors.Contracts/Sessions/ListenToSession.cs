namespace Actors.Sessions;

/// <summary>Waits for notes. Renews nothing.</summary>
/// <param name="SeenNote">The last note that the owner has seen.</param>
/// <param name="Wait">How long to wait for another; capped at 5 s.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.ListenToSession")]
public sealed record ListenToSession([property: Id(0)] long SeenNote, [property: Id(1)] TimeSpan Wait);
