using Actors;
using Actors.Locks;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Actors to code that is written for DistributedLock.</summary>
public static class ActorsDistributedLockServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IDistributedLockProvider"/>, <see cref="IDistributedReaderWriterLockProvider"/>,
    /// <see cref="IDistributedUpgradeableReaderWriterLockProvider"/> and <see cref="IDistributedSemaphoreProvider"/> over
    /// <see cref="ActorsClient"/>, which is added too. Any other registrations of those providers are replaced.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="request">
    /// As whom and for how long locks are taken; null for <see cref="LockRequest.Default"/>. Its mode and permits are not used, and
    /// <see cref="LockRequest.EarlyHandOff"/> only for what is exclusive.
    /// </param>
    public static IServiceCollection AddActorsDistributedLocks(this IServiceCollection services, LockRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddActorsClient();
        services.Replace(ServiceDescriptor.Singleton(
            provider => new ActorsDistributedSynchronizationProvider(provider.GetRequiredService<ActorsClient>(), request)));
        return services
            .ReplaceProvider<IDistributedLockProvider>()
            .ReplaceProvider<IDistributedReaderWriterLockProvider>()
            .ReplaceProvider<IDistributedUpgradeableReaderWriterLockProvider>()
            .ReplaceProvider<IDistributedSemaphoreProvider>();
    }

    private static IServiceCollection ReplaceProvider<T>(this IServiceCollection services)
        where T : class
        => services.Replace(ServiceDescriptor.Singleton(provider => (T)(object)provider.GetRequiredService<ActorsDistributedSynchronizationProvider>()));
}
