using Actors.Commands;
using Actors.Records;

namespace Actors.Entities;

/// <summary>One entity. Its key is "type/id".</summary>
[Alias("Actors.Entities.IEntityGrain")]
public interface IEntityGrain : IRecordGrain, ICommandGrain
{
    /// <summary>The entity as it is now: linearizable, the store is asked whether what is in memory is still the truth.</summary>
    [Alias("Describe")]
    Task<EntityReply> DescribeAsync(CancellationToken cancellationToken);
}
