using Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Actors.Leaders;

/// <summary>Adds roles to a silo.</summary>
internal static class LeaderServices
{
    internal const string Section = "Actors:Leaders";

    internal static void AddLeaders(this IServiceCollection services)
    {
        services.AddOptions<LeaderOptions>().BindConfiguration(Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LeaderOptions>, LeaderOptionsValidator>();
        services.AddSingleton(new RecordType<LeaderState>(Facets));
    }

    private static Facets Facets(LeaderState state) => new(state.Leader is null ? "free" : "held", []);
}
