using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Entities;

/// <summary>Lists and counts entities on whatever silo the caller came to.</summary>
[StatelessWorker, Reentrant, GrainType("entity-index")]
internal sealed class EntityIndexGrain(IRecordStore store, EntityRegistry registry) : Grain, IEntityIndexGrain
{
    public async Task<EntityPage> ListAsync(ListEntities request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal) return new EntityPage([], null, refusal);
        var page = await RecordListing.PageAsync(
            store, Query(request) with { Limit = request.Limit }, request.Cursor, filters: false, Describe, cancellationToken);
        return new EntityPage(page.Items, page.NextCursor, page.Refusal);
    }

    public async Task<EntityCount> CountAsync(ListEntities request, CancellationToken cancellationToken)
        => Refuse(request) is { } refusal
            ? new EntityCount(0, refusal)
            : new EntityCount(await store.AskAsync(one => one.CountAsync(Query(request), cancellationToken)));

    private Refusal? Refuse(ListEntities request)
    {
        if (registry.Find(request.Type) is null) return registry.RefuseUnknown(request.Type);
        if (request.Tag is { } tag && EntityLimits.ExplainTags([tag]) is { } wrong) return new Refusal(ErrorCode.InvalidRequest, wrong);
        return RecordListing.RefusePrefix(request.Prefix);
    }

    private static RecordQuery Query(ListEntities request) => new()
    {
        Kind = EntityAttribute.KindOf(request.Type),
        KeyPrefix = request.Prefix,
        Status = EntityState.Present,
        Tag = request.Tag,
    };

    private static EntityDescription Describe(StoredRecord record)
        => EntityDescriptions.Of(record.Key, record.Version, StateJson.Read<EntityState>(record.State));
}
