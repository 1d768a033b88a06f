using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Leaders.Partitions;

/// <summary>Lists partition groups on whatever silo the caller came to, from what is committed.</summary>
[StatelessWorker, Reentrant, GrainType("partition-group-index")]
internal sealed class PartitionIndexGrain(IRecordStore store) : Grain, IPartitionIndexGrain
{
    public async Task<GroupPage> ListAsync(ListGroups request, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = PartitionGrain.Kind, KeyPrefix = request.Prefix, Limit = request.Limit };
        var page = await RecordListing.PageAsync(store, query, request.Cursor, filters: false, Describe, cancellationToken);
        return new GroupPage(page.Items, page.NextCursor, page.Refusal);
    }

    private static GroupDescription Describe(StoredRecord record)
        => PartitionDescriptions.Of(record.Key.Key, StateJson.Read<PartitionState>(record.State));
}
