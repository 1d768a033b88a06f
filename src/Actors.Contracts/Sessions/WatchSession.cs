namespace Actors.Sessions;

/// <summary>Waits for a session's end.</summary>
/// <param name="Token">Which session of this id, see <see cref="SessionReply.Open.Token"/>: another one means that it has ended.</param>
/// <param name="Wait">How long to wait; capped at 5 s. Zero asks.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.WatchSession")]
public sealed record WatchSession([property: Id(0)] long Token, [property: Id(1)] TimeSpan Wait);
