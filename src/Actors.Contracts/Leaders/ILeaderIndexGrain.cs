namespace Actors.Leaders;

/// <summary>Lists roles for callers without the database: front ends and clients.</summary>
[Alias("Actors.Leaders.ILeaderIndexGrain")]
public interface ILeaderIndexGrain : IGrainWithStringKey
{
    /// <summary>One page of roles, in the byte order of their names.</summary>
    [Alias("List")]
    Task<RolePage> ListAsync(ListRoles request, CancellationToken cancellationToken);
}
