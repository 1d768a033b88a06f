using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>Lists locks from the store.</summary>
[StatelessWorker, Reentrant, GrainType("lock-index")]
internal sealed class LockIndexGrain(IRecordStore store) : Grain, ILockIndexGrain
{
    public async Task<LockPage> ListAsync(ListLocks request, CancellationToken cancellationToken)
    {
        // The state is not a column (a hot lock's writes touch no index), so rows are read and left out.
        var query = new RecordQuery { Kind = LockName.Kind, KeyPrefix = request.Prefix, Limit = request.Limit };
        var page = await RecordListing.PageAsync(
            store, query, request.Cursor, filters: request.State is not null, record => Describe(record, request.State), cancellationToken);
        return new LockPage(page.Items, page.NextCursor, page.Refusal);
    }

    private static LockDescription? Describe(StoredRecord record, LockStatus? wanted)
    {
        var description = LockViews.Describe(record);
        return wanted is null || description.State == wanted ? description : null;
    }
}
