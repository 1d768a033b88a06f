using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

/// <summary>Adds options the way all of Actors' are.</summary>
public static class ActorsOptionsExtensions
{
    /// <summary>Binds options to a section and has them checked when the host starts.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">Names every violation at once; see <see cref="SettingsCheck"/>.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="section">Such as <c>Actors:Locks</c>.</param>
    public static IServiceCollection AddActorsOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return services;
    }
}
