using System.Collections.Immutable;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>Lists locks from the store.</summary>
[StatelessWorker, Reentrant, GrainType("lock-index")]
internal sealed class LockIndexGrain(IRecordStore store) : Grain, ILockIndexGrain
{
    // The state is not a column (a hot lock's writes touch no index), so rows are read and left out; this bounds one call.
    private const int PagesMax = 10;

    public async Task<LockPage> ListAsync(ListLocks query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, RecordQuery.LimitMax);
        var rows = query.State is null ? limit : RecordQuery.LimitMax;
        var found = ImmutableArray.CreateBuilder<LockDescription>();
        var after = query.After;
        for (var page = 0; page < PagesMax; page++)
        {
            var records = await store.ListAsync(Query(query.Prefix, after, rows), cancellationToken);
            foreach (var record in records)
            {
                after = record.Key.Key;
                var description = LockViews.Describe(record);
                if (query.State is { } state && description.State != state) continue;
                found.Add(description);
                if (found.Count == limit) return new LockPage(found.ToImmutable(), after);
            }

            if (records.Count < rows) return new LockPage(found.ToImmutable(), null);
        }

        return new LockPage(found.ToImmutable(), after);
    }

    private static RecordQuery Query(string prefix, string? after, int rows) => new()
    {
        Kind = LockName.Kind,
        KeyPrefix = prefix,
        After = after is null ? null : RecordKey.Create(LockName.Kind, after),
        Limit = rows,
    };
}
