using Actors;
using Actors.Calls;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.AddOptions<ActorsClientOptions>().BindConfiguration("Actors:Client").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ActorsClientOptions>, ActorsClientOptionsValidator>());
        services.TryAddSingleton<GrainCalls>();
        services.TryAddSingleton<ActorsClient>();
        return services;
    }
}
