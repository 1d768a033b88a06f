namespace Actors.Locks;

/// <summary>Lists locks, on whatever silo the caller came to.</summary>
[Alias("Actors.Locks.ILockIndexGrain")]
public interface ILockIndexGrain : IGrainWithStringKey
{
    /// <summary>Lists locks as they were last stored.</summary>
    [Alias("List")]
    Task<LockPage> ListAsync(ListLocks request, CancellationToken cancellationToken);
}
