using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Sagas;

/// <summary>Lists sagas on whatever silo the caller came to: from the committed rows, whose columns are written with the state.</summary>
[StatelessWorker(maxLocalWorkers: 16), Reentrant, GrainType(SagaKeys.IndexKind)]
internal sealed class SagaIndexGrain(IRecordStore store) : Grain, ISagaIndexGrain
{
    public async Task<SagaPage> ListAsync(ListSagas request, CancellationToken cancellationToken)
    {
        var page = await RecordListing.PageAsync(
            store, Query(request) with { Limit = request.Limit }, request.Cursor, FiltersRows(request), row => Describe(row, request), cancellationToken);
        return new SagaPage { Items = page.Items, NextCursor = page.NextCursor, Refusal = page.Refusal };
    }

    public async Task<SagaCount> CountAsync(ListSagas request, CancellationToken cancellationToken)
    {
        var query = Query(request);
        if (!FiltersRows(request)) return new SagaCount(await store.AskAsync(one => one.CountAsync(query, cancellationToken)));
        query = query with { Limit = RecordQuery.LimitMax };
        long count = 0;
        while (true)
        {
            var rows = await store.AskAsync(one => one.ListAsync(query, cancellationToken));
            count += rows.Count(row => Matches(row, request));
            if (rows.Count < query.Limit) return new SagaCount(count);
            query = query with { After = rows[^1].Key };
        }
    }

    private static RecordQuery Query(ListSagas request) => new()
    {
        Kind = request.Definition is { } definition ? SagaKeys.Kind(definition) : SagaKeys.KindPrefix,
        KindIsPrefix = request.Definition is null,
        Status = request.Status is { } status ? SagaTurns.Word(status) : null,
        Tag = Tag(request),
    };

    // The store finds rows by one tag. The step's comes first, as fewer sagas are stuck at it than have a tag.
    private static string? Tag(ListSagas request) => request switch
    {
        { Step: { } step } => SagaDescriptions.TagOfStep(step),
        { Tag: { } tag } => SagaDescriptions.TagOfUser(tag),
        _ => null,
    };

    private static bool FiltersRows(ListSagas request) => request.Step is not null && request.Tag is not null;

    private static bool Matches(StoredRecord row, ListSagas request)
        => !FiltersRows(request) || row.Tags.Contains(SagaDescriptions.TagOfUser(request.Tag!));

    private static SagaDescription? Describe(StoredRecord row, ListSagas request)
        => Matches(row, request) ? SagaDescriptions.Of(row.Key.Key, StateJson.Read<SagaState>(row.State), row.Version) : null;
}
