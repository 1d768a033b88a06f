using Medallion.Threading;

namespace Actors.Locks;

/// <summary>Makes locks of every kind by name. Locks of different kinds never meet, also under one name.</summary>
/// <param name="client">The client whose locks they are.</param>
/// <param name="request">
/// As whom and for how long locks are taken; null for <see cref="LockRequest.Default"/>. Its mode and permits are not used.
/// </param>
public sealed class ActorsDistributedSynchronizationProvider(ActorsClient client, LockRequest? request = null)
    : IDistributedLockProvider, IDistributedUpgradeableReaderWriterLockProvider, IDistributedSemaphoreProvider
{
    /// <summary>A lock. Nothing is called yet.</summary>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    public ActorsDistributedLock CreateLock(string name) => new(client, name, request);

    /// <summary>A lock of readers and writers, and of readers that mean to write. Nothing is called yet.</summary>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    public ActorsDistributedReaderWriterLock CreateReaderWriterLock(string name) => new(client, name, request);

    /// <summary>A semaphore. Nothing is called yet.</summary>
    /// <param name="name">Any text, the empty one too; case matters.</param>
    /// <param name="maxCount">How many may hold it at once, at least 1. All who use it at a time have to agree.</param>
    public ActorsDistributedSemaphore CreateSemaphore(string name, int maxCount) => new(client, name, maxCount, request);

    IDistributedLock IDistributedLockProvider.CreateLock(string name) => CreateLock(name);

    IDistributedReaderWriterLock IDistributedReaderWriterLockProvider.CreateReaderWriterLock(string name) => CreateReaderWriterLock(name);

    IDistributedUpgradeableReaderWriterLock IDistributedUpgradeableReaderWriterLockProvider.CreateUpgradeableReaderWriterLock(string name)
        => CreateReaderWriterLock(name);

    IDistributedSemaphore IDistributedSemaphoreProvider.CreateSemaphore(string name, int maxCount) => CreateSemaphore(name, maxCount);
}
