using Microsoft.Extensions.Logging;

namespace Actors.Locks;

internal sealed partial class LockGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The grant {FencingToken} of lock '{Name}' to '{Owner}' has ended: {How}.")]
    private partial void LogLost(string name, string owner, long fencingToken, LockEnd how);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grant {FencingToken} of lock '{Name}' to '{Owner}' was taken away ({How}): {Reason}")]
    private partial void LogTaken(string name, string owner, long fencingToken, LockEnd how, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lock '{Name}' lost its place in memory; {Waiters} waiters are sent to line up again.")]
    private partial void LogFaulted(Exception exception, string name, int waiters);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lock '{Name}' could not tell a session that its hold is asked back. It tries again.")]
    private partial void LogTellFailed(Exception exception, string name);
}
