using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Actors.Clustering;

/// <summary>Binds the settings that every member of a cluster shares.</summary>
public static class ClusteringOptionsExtensions
{
    /// <summary>
    /// Reads the clustering settings, registers them and their checks. The result is for wiring only: it may still be invalid,
    /// and then the host says so, with every other fault, when it starts.
    /// </summary>
    /// <param name="services">The process's services.</param>
    /// <param name="configuration">Its settings.</param>
    /// <param name="allowed">The providers that the process can use.</param>
    public static ClusteringOptions AddClusteringOptions(
        this IServiceCollection services, IConfiguration configuration, params ClusteringProvider[] allowed)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ClusteringOptions>().Configure(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusteringOptions>>(new ClusteringOptionsValidator(allowed, configuration));
        var options = new ClusteringOptions();
        Bind(options);
        return options;

        void Bind(ClusteringOptions bound)
        {
            var section = configuration.GetSection("Actors:Clustering");
            bound.Provider = section["Provider"] is { } word
                ? Enum.TryParse<ClusteringProvider>(word, ignoreCase: true, out var provider) ? provider : ClusteringProvider.Unknown
                : bound.Provider;
            bound.ClusterId = configuration["Actors:ClusterId"] ?? bound.ClusterId;
            bound.Redis = configuration.GetConnectionString("actors-redis");
            bound.Postgres = configuration.GetConnectionString("actors-postgres");
            // What cannot be read is refused by the validator, which looks at the words themselves.
            if (TimeSpan.TryParse(section["StartTimeout"], CultureInfo.InvariantCulture, out var timeout)) bound.StartTimeout = timeout;
            if (bool.TryParse(section["AllowUnsafe"], out var unsafely)) bound.AllowUnsafe = unsafely;
        }
    }
}
