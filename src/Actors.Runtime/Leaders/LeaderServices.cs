using Actors.Hosting;
using Actors.Leaders.Partitions;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Leaders;

/// <summary>Adds roles to a silo.</summary>
internal static class LeaderServices
{
    internal const string Section = "Actors:Leaders";

    internal static void AddLeaders(this IServiceCollection services)
    {
        services.AddActorsOptions<LeaderOptions, LeaderOptionsValidator>(Section);
        services.AddSingleton(new RecordType<LeaderState>(Facets));
        services.AddPartitions();
    }

    private static Facets Facets(LeaderState state) => new(state.Leaders.IsEmpty ? "free" : "held", []);
}
