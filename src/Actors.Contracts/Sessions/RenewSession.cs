namespace Actors.Sessions;

/// <summary>Renews a session for its TTL.</summary>
/// <param name="SeenNote">The <see cref="SessionNote.Sequence"/> of the last note that the owner has acted on; those up to it are forgotten.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.RenewSession")]
public sealed record RenewSession([property: Id(0)] long SeenNote = 0);
