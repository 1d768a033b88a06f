using Microsoft.Extensions.Logging;

namespace Actors.Sessions;

internal sealed partial class SessionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The session '{Session}' of '{Owner}' was not renewed in time and has ended.")]
    private partial void LogExpired(string session, string owner);
}
