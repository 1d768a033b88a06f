namespace Actors.Leaders.Partitions;

/// <summary>Lists partition groups for callers without the database: front ends and clients.</summary>
[Alias("Actors.Leaders.Partitions.IPartitionIndexGrain")]
public interface IPartitionIndexGrain : IGrainWithStringKey
{
    /// <summary>One page of groups, in the byte order of their names.</summary>
    [Alias("List")]
    Task<GroupPage> ListAsync(ListGroups request, CancellationToken cancellationToken);
}
