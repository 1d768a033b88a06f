using Microsoft.Extensions.Logging;

namespace Actors.Entities;

internal sealed partial class EntityGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Barred request '{RequestId}' of '{Key}': its undo came first.")]
    private partial void LogBarred(string requestId, Storage.RecordKey key);

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of '{Key}' failed on command '{Command}'. Nothing was changed.")]
    private partial void LogHandlerFailed(Exception exception, Storage.RecordKey key, string command);
}
