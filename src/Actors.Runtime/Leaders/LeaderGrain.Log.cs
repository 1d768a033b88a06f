using Microsoft.Extensions.Logging;

namespace Actors.Leaders;

internal sealed partial class LeaderGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}': {Event}, leader '{Leader}', term {Term}.")]
    private partial void LogHappened(string role, string @event, string leader, long term);
}
