using Microsoft.Extensions.Logging;

namespace Actors.Leaders.Partitions;

internal sealed partial class PartitionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Partition group '{Group}': {Event}, member '{Member}', membership {Membership}.")]
    private partial void LogMember(string group, string @event, string member, long membership);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition group '{Group}': {Event}, {Count} partitions.")]
    private partial void LogPlan(string group, string @event, int count);
}
