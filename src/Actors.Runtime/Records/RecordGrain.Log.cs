using Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Actors.Records;

public abstract partial class RecordGrain<TState>
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Writes to '{Key}' wait for someone else's transaction in the database, which holds its row locked.")]
    private static partial void LogBlocked(ILogger logger, RecordKey key);
}
