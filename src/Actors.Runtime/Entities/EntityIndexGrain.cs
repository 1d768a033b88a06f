using System.Buffers.Text;
using System.Text;
using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Entities;

/// <summary>Lists and counts entities on whatever silo the caller came to.</summary>
[StatelessWorker, Reentrant, GrainType("entity-index")]
internal sealed class EntityIndexGrain(IRecordStore store, EntityRegistry registry) : Grain, IEntityIndexGrain
{
    // A page of large states ends early, so that one answer never weighs more than a few documents.
    private const int PageCharactersMax = 4 * 1024 * 1024;

    public async Task<EntityPage> ListAsync(ListEntities request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal) return new EntityPage([], null, refusal);
        if (!TryReadCursor(request, out var after))
        {
            return new EntityPage([], null, new Refusal(
                ErrorCode.InvalidCursor, "The cursor is not one of a list of entities. Use the nextCursor of a page, or leave it out to begin."));
        }

        var records = await store.ListAsync(Query(request) with { After = after, Limit = request.Limit }, cancellationToken);
        var items = new List<EntityDescription>();
        var size = 0;
        foreach (var record in records)
        {
            size += record.State.Length;
            if (items.Count > 0 && size > PageCharactersMax) break;
            items.Add(EntityDescriptions.Of(record.Key, record.Version, StateJson.Read<EntityState>(record.State)));
        }

        var more = items.Count < records.Count || records.Count == request.Limit;
        return new EntityPage([.. items], more ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(items[^1].Id)) : null);
    }

    public async Task<EntityCount> CountAsync(ListEntities request, CancellationToken cancellationToken)
        => Refuse(request) is { } refusal
            ? new EntityCount(0, refusal)
            : new EntityCount(await store.CountAsync(Query(request), cancellationToken));

    private Refusal? Refuse(ListEntities request)
    {
        if (registry.Find(request.Type) is null) return registry.RefuseUnknown(request.Type);
        if (request.Prefix.Length > 0 && Names.Refuse("prefix", request.Prefix) is { } prefix) return prefix;
        if (request.Tag is { } tag && EntityLimits.ExplainTags([tag]) is { } wrong) return new Refusal(ErrorCode.InvalidRequest, wrong);
        return request.Limit is >= 1 and <= RecordQuery.LimitMax
            ? null
            : new Refusal(ErrorCode.InvalidRequest, $"The limit is {request.Limit}; it takes 1 to {RecordQuery.LimitMax}.");
    }

    private static RecordQuery Query(ListEntities request) => new()
    {
        Kind = EntityAttribute.KindOf(request.Type),
        KeyPrefix = request.Prefix,
        Status = EntityState.Present,
        Tag = request.Tag,
    };

    private static bool TryReadCursor(ListEntities request, out RecordKey? after)
    {
        after = null;
        if (request.Cursor is not { } cursor) return true;
        if (cursor.Length is 0 or > 1024 || !Base64Url.IsValid(cursor)) return false;
        var id = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        if (Names.Refuse("id", id) is not null) return false;
        after = RecordKey.Create(EntityAttribute.KindOf(request.Type), id);
        return true;
    }
}
