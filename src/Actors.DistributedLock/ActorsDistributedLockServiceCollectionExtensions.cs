using Actors;
using Actors.Locks;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Actors to code that is written for DistributedLock.</summary>
public static class ActorsDistributedLockServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IDistributedLockProvider"/> over <see cref="ActorsClient"/>, which is added too. Any other registration of
    /// that provider is replaced.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="request">As whom and for how long locks are taken; null for <see cref="LockRequest.Default"/>.</param>
    public static IServiceCollection AddActorsDistributedLocks(this IServiceCollection services, LockRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddActorsClient();
        return services.Replace(ServiceDescriptor.Singleton<IDistributedLockProvider>(
            provider => new ActorsDistributedLockProvider(provider.GetRequiredService<ActorsClient>(), request)));
    }
}
