using System.Collections.Immutable;
using System.Text;
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
        var (query, refusal) = Query(request);
        if (query is null) return new SagaPage { Refusal = refusal };
        var items = ImmutableArray.CreateBuilder<SagaDescription>();
        while (true)
        {
            var rows = await store.ListAsync(query, cancellationToken);
            foreach (var row in rows.Where(row => Matches(row, request)))
            {
                items.Add(SagaDescriptions.Of(row.Key.Key, StateJson.Read<SagaState>(row.State), row.Version));
                if (items.Count == query.Limit) return new SagaPage { Items = items.ToImmutable(), NextCursor = Cursor(row.Key) };
            }

            if (rows.Count < query.Limit) return new SagaPage { Items = items.ToImmutable() };
            query = query with { After = rows[^1].Key };
        }
    }

    public async Task<SagaCount> CountAsync(ListSagas request, CancellationToken cancellationToken)
    {
        var (query, refusal) = Query(request with { Cursor = null });
        if (query is null) return new SagaCount(0, refusal);
        if (request.Step is null || request.Tag is null) return new SagaCount(await store.CountAsync(query, cancellationToken));
        query = query with { Limit = RecordQuery.LimitMax };
        long count = 0;
        while (true)
        {
            var rows = await store.ListAsync(query, cancellationToken);
            count += rows.Count(row => Matches(row, request));
            if (rows.Count < query.Limit) return new SagaCount(count);
            query = query with { After = rows[^1].Key };
        }
    }

    private static (RecordQuery? Query, Refusal? Refusal) Query(ListSagas request)
    {
        RecordKey? after = null;
        if (request.Cursor is { } cursor)
        {
            after = Parse(cursor);
            if (after is null) return (null, new Refusal(ErrorCode.InvalidCursor, "The cursor is not one of this listing. Use nextCursor, or leave it out to begin."));
        }

        return (new RecordQuery
        {
            Kind = request.Definition is { } definition ? SagaKeys.Kind(definition) : SagaKeys.KindPrefix,
            KindIsPrefix = request.Definition is null,
            Status = request.Status is { } status ? SagaTurns.Word(status) : null,
            Tag = Tag(request),
            After = after,
            Limit = Math.Clamp(request.Limit, 1, RecordQuery.LimitMax),
        }, null);
    }

    // The store finds rows by one tag. The step's comes first, as fewer sagas are stuck at it than have a tag.
    private static string? Tag(ListSagas request) => request switch
    {
        { Step: { } step } => SagaDescriptions.TagOfStep(step),
        { Tag: { } tag } => SagaDescriptions.TagOfUser(tag),
        _ => null,
    };

    private static bool Matches(StoredRecord row, ListSagas request)
        => request.Step is null || request.Tag is not { } tag || row.Tags.Contains(SagaDescriptions.TagOfUser(tag));

    private static string Cursor(RecordKey key) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{key.Kind}\n{key.Key}"));

    private static RecordKey? Parse(string cursor)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).Split('\n');
            return parts.Length == 2 && parts[0].StartsWith(SagaKeys.KindPrefix, StringComparison.Ordinal) ? RecordKey.Create(parts[0], parts[1]) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
