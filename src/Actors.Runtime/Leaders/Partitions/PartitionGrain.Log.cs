using Microsoft.Extensions.Logging;

namespace Actors.Leaders.Partitions;

internal sealed partial class PartitionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Partition group '{Group}': {Event}, member '{Member}', membership {Membership}.")]
    private partial void LogMember(string group, string @event, string member, long membership);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition group '{Group}': {Event}, {Count} partitions.")]
    private partial void LogPlan(string group, string @event, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition group '{Group}': what was due could not be recorded. The next call tries again.")]
    private partial void LogSettleFailed(Exception exception, string group);
}
