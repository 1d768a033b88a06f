namespace Actors.Entities;

/// <summary>Lists and counts entities for callers without the database. Shows what is committed.</summary>
[Alias("Actors.Entities.IEntityIndexGrain")]
public interface IEntityIndexGrain : IGrainWithStringKey
{
    /// <summary>One page, in byte order of the ids.</summary>
    [Alias("List")]
    Task<EntityPage> ListAsync(ListEntities request, CancellationToken cancellationToken);

    /// <summary>How many there are, whatever the request's cursor and limit.</summary>
    [Alias("Count")]
    Task<EntityCount> CountAsync(ListEntities request, CancellationToken cancellationToken);
}
