using Actors.Locks;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.DistributedLock;

/// <summary>Any way of holding any kind of lock, as a plain lock: what is asked of all of them is asked of this.</summary>
internal sealed class Face(
    string name,
    Func<TimeSpan, CancellationToken, IDistributedSynchronizationHandle?> tryAcquire,
    Func<TimeSpan?, CancellationToken, IDistributedSynchronizationHandle> acquire,
    Func<TimeSpan, CancellationToken, ValueTask<IDistributedSynchronizationHandle?>> tryAcquireAsync,
    Func<TimeSpan?, CancellationToken, ValueTask<IDistributedSynchronizationHandle>> acquireAsync) : IDistributedLock
{
    public string Name => name;

    public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => tryAcquire(timeout, cancellationToken);

    public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => acquire(timeout, cancellationToken);

    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
        => tryAcquireAsync(timeout, cancellationToken);

    public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => acquireAsync(timeout, cancellationToken);

    /// <summary>One of the locks that the services provide.</summary>
    internal static IDistributedLock Of(IServiceProvider services, Hold hold, string name) => hold switch
    {
        Hold.Exclusive => services.GetRequiredService<IDistributedLockProvider>().CreateLock(name),
        Hold.Read => Reads(services.GetRequiredService<IDistributedReaderWriterLockProvider>().CreateReaderWriterLock(name)),
        Hold.Write => Writes(services.GetRequiredService<IDistributedReaderWriterLockProvider>().CreateReaderWriterLock(name)),
        Hold.UpgradeableRead => UpgradeableReads(
            services.GetRequiredService<IDistributedUpgradeableReaderWriterLockProvider>().CreateUpgradeableReaderWriterLock(name)),
        Hold.Ticket => Tickets(services.GetRequiredService<IDistributedSemaphoreProvider>().CreateSemaphore(name, maxCount: 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(hold), hold, "No such hold."),
    };

    /// <summary>What the service calls it.</summary>
    internal static string Key(Hold hold, string name) => LockKeys.Of(
        hold switch { Hold.Exclusive => LockKeys.Exclusive, Hold.Ticket => LockKeys.Semaphore, _ => LockKeys.ReaderWriter }, name);

    private static Face Reads(IDistributedReaderWriterLock one)
        => new(one.Name, one.TryAcquireReadLock, one.AcquireReadLock, one.TryAcquireReadLockAsync, one.AcquireReadLockAsync);

    private static Face Writes(IDistributedReaderWriterLock one)
        => new(one.Name, one.TryAcquireWriteLock, one.AcquireWriteLock, one.TryAcquireWriteLockAsync, one.AcquireWriteLockAsync);

    private static Face Tickets(IDistributedSemaphore one)
        => new(one.Name, one.TryAcquire, one.Acquire, one.TryAcquireAsync, one.AcquireAsync);

    // What throws before it is awaited throws here too.
    private static Face UpgradeableReads(IDistributedUpgradeableReaderWriterLock one) => new(
        one.Name,
        one.TryAcquireUpgradeableReadLock,
        one.AcquireUpgradeableReadLock,
        (timeout, cancellation) => PlainAsync(one.TryAcquireUpgradeableReadLockAsync(timeout, cancellation)),
        (timeout, cancellation) => PlainAsync(one.AcquireUpgradeableReadLockAsync(timeout, cancellation))!);

    private static async ValueTask<IDistributedSynchronizationHandle?> PlainAsync<T>(ValueTask<T> call)
        where T : IDistributedSynchronizationHandle?
        => await call;
}
