using Microsoft.Extensions.Logging;

namespace Actors.Locks;

internal sealed partial class LockGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The grant {FencingToken} of lock '{Name}' to '{Owner}' has expired.")]
    private partial void LogExpired(string name, string owner, long fencingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grant {FencingToken} of lock '{Name}' to '{Owner}' was broken: {Reason}")]
    private partial void LogBroken(string name, string owner, long fencingToken, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lock '{Name}' lost its place in memory; {Waiters} waiters are sent to line up again.")]
    private partial void LogFaulted(Exception exception, string name, int waiters);
}
