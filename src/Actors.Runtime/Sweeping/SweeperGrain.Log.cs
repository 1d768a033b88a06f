using Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Actors.Sweeping;

internal sealed partial class SweeperGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not wake '{Key}', which is due. It is tried again at the next sweep.")]
    private partial void LogWakeFailed(Exception exception, RecordKey key);
}
