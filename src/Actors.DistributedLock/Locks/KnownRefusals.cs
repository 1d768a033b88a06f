using Medallion.Threading;

namespace Actors.Locks;

/// <summary>Tells refusals in the exceptions that callers of DistributedLock know. What it has none for stays as it is.</summary>
internal static class KnownRefusals
{
    internal static async Task<T> ThrowAsync<T>(string name, Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (ActorsException refused) when (refused.Code == ErrorCode.LockModeConflict)
        {
            throw new InvalidOperationException($"'{name}' is in use in another way: {refused.Message}", refused);
        }
        catch (ActorsException refused) when (refused.Code is ErrorCode.Deadlock or ErrorCode.UpgradeConflict)
        {
            throw new DeadlockException(refused.Message, refused);
        }
    }
}
