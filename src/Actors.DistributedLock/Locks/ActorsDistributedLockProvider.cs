using Medallion.Threading;

namespace Actors.Locks;

/// <summary>Makes locks by name.</summary>
/// <param name="client">The client whose locks they are.</param>
/// <param name="request">As whom and for how long locks are taken; null for <see cref="LockRequest.Default"/>.</param>
public sealed class ActorsDistributedLockProvider(ActorsClient client, LockRequest? request = null) : IDistributedLockProvider
{
    /// <summary>A lock. Nothing is called yet.</summary>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    public ActorsDistributedLock CreateLock(string name) => new(client, name, request);

    IDistributedLock IDistributedLockProvider.CreateLock(string name) => CreateLock(name);
}
