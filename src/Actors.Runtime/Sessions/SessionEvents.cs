namespace Actors.Sessions;

/// <summary>The events of a session. Their data is <see cref="SessionEventData"/>.</summary>
internal static class SessionEvents
{
    internal const string Ended = "session-ended";
    internal const string Expired = "session-expired";
}
