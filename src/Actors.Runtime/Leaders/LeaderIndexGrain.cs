using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Leaders;

/// <summary>Lists roles on whatever silo the caller came to, from what is committed.</summary>
[StatelessWorker, Reentrant, GrainType("role-index")]
internal sealed class LeaderIndexGrain(IRecordStore store) : Grain, ILeaderIndexGrain
{
    public async Task<RolePage> ListAsync(ListRoles request, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = LeaderGrain.Kind, KeyPrefix = request.Prefix, Limit = request.Limit };
        var page = await RecordListing.PageAsync(store, query, request.Cursor, filters: false, Describe, cancellationToken);
        return new RolePage(page.Items, page.NextCursor, page.Refusal);
    }

    private static LeaderDescription Describe(StoredRecord record)
        => LeaderDescriptions.Of(record.Key.Key, StateJson.Read<LeaderState>(record.State), record.UpdatedAt);
}
