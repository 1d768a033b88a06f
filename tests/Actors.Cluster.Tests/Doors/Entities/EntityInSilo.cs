using Actors.Commands;
using Actors.Entities;
using Actors.Records;

namespace Actors.Cluster.Tests.Doors.Entities;

/// <summary>Entities by their grains.</summary>
internal sealed class EntityInSilo(IGrainFactory grains) : IEntityDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer<Carried>> ExecuteAsync(EntityAsk ask)
    {
        var call = new CommandCall { Command = ask.Command, Body = ask.Body, RequestId = ask.RequestId, IfVersion = ask.IfVersion };
        var reply = await Grain(ask.Type, ask.Id).ExecuteAsync(call, Cancel);
        return reply is CommandReply.Done done
            ? Answer.Of(new Carried(done.Body, done.Version, done.Replayed))
            : Answer.Refused<Carried>(((CommandReply.Refused)reply).Refusal);
    }

    public async Task<Answer<EntitySeen>> DescribeAsync(string type, string id)
    {
        var reply = await Grain(type, id).DescribeAsync(Cancel);
        return reply is EntityReply.Found found
            ? Answer.Of(new EntitySeen(found.Entity.Version, found.Entity.State))
            : Answer.Refused<EntitySeen>(((EntityReply.Refused)reply).Refusal);
    }

    public async Task<Answer<EntityIds>> ListAsync(string type, string prefix, int limit, string? cursor)
    {
        var request = new ListEntities { Type = type, Prefix = prefix, Limit = limit, Cursor = cursor };
        var page = await grains.GetGrain<IEntityIndexGrain>(GrainIds.Of("entity-index", "0")).ListAsync(request, Cancel);
        return page.Refusal is { } refusal
            ? Answer.Refused<EntityIds>(refusal)
            : Answer.Of(new EntityIds([.. page.Items.Select(entity => entity.Id)], page.NextCursor));
    }

    private IEntityGrain Grain(string type, string id) => grains.GetGrain<IEntityGrain>(GrainIds.Of(EntityAttribute.KindOf(type), id));
}
