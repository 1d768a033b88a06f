using Microsoft.Extensions.Logging;

namespace Actors.Sessions;

internal sealed partial class SessionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The session '{Session}' of '{Owner}' was not renewed in time and has ended.")]
    private partial void LogExpired(string session, string owner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of session '{Session}' could not be written; it is tried again when the session is due.")]
    private partial void LogExpiryFailed(Exception exception, string session);
}
