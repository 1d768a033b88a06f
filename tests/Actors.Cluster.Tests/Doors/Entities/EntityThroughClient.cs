using Actors.Entities;

namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>Entities by the .NET client.</summary>
internal sealed class EntityThroughClient(ActorsClient actors) : IEntityDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<Answer<Carried>> ExecuteAsync(EntityAsk ask) => Answer.CatchAsync(async () =>
    {
        var options = new ExecuteOptions { RequestId = ask.RequestId, AtMostOnce = ask.RequestId is null, IfVersion = ask.IfVersion };
        var done = await actors.Entities.ExecuteAsync(ask.Type, ask.Id, ask.Command, ask.Body, options, Cancel);
        return new Carried(done.Body, done.Version, done.Replayed);
    });

    public async Task<Answer<EntitySeen>> DescribeAsync(string type, string id)
    {
        // The face says null where the other doors refuse.
        var found = await Answer.CatchAsync(() => actors.Entities.DescribeAsync(type, id, Cancel));
        return found switch
        {
            { Code: { } code } => new Answer<EntitySeen> { Code = code, Facts = found.Facts },
            { Value: { } entity } => Answer.Of(new EntitySeen(entity.Version, entity.State)),
            _ => new Answer<EntitySeen> { Code = "not-found" },
        };
    }

    public Task<Answer<EntityIds>> ListAsync(string type, string prefix, int limit, string? cursor) => Answer.CatchAsync(async () =>
    {
        var request = new ListEntities { Type = type, Prefix = prefix, Limit = limit, Cursor = cursor };
        var page = await actors.Entities.ListAsync(request, Cancel);
        return new EntityIds([.. page.Items.Select(entity => entity.Id)], page.NextCursor);
    });
}
