using Microsoft.Extensions.Logging;

namespace Actors.Leaders;

internal sealed partial class LeaderGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}': {Event}, leader '{Leader}', term {Term}.")]
    private partial void LogHappened(string role, string @event, string leader, long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Role '{Role}': the end of the leader's lease could not be recorded. The next call tries again.")]
    private partial void LogExpiryFailed(Exception exception, string role);
}
