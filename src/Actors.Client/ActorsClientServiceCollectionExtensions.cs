using Actors;
using Actors.Calls;
using Actors.Hosting;
using Actors.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the client.</summary>
public static class ActorsClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ActorsClient"/> over the process's Orleans client, or over its silo where there is one. Options are in
    /// section <c>Actors:Client</c>.
    /// </summary>
    public static IServiceCollection AddActorsClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddActorsOptions<ActorsClientOptions, ActorsClientOptionsValidator>("Actors:Client");
        services.TryAddSingleton<GrainCalls>();
        services.TryAddSingleton<ActorsClient>();
        services.AddHostedService<SessionCloser>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBeforeSiloStops, SessionCloser>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<IClusterClientLifecycle>, SessionCloser>());
        return services;
    }
}
