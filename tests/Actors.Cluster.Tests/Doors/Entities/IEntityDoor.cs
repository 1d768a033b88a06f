namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>What every door does with entities.</summary>
public interface IEntityDoor
{
    Task<Answer<Carried>> ExecuteAsync(EntityAsk ask);

    Task<Answer<EntitySeen>> DescribeAsync(string type, string id);

    Task<Answer<EntityIds>> ListAsync(string type, string prefix, int limit, string? cursor);
}
