using Actors.Hosting;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Leaders.Partitions;

/// <summary>Adds partition groups to a silo.</summary>
internal static class PartitionServices
{
    internal const string Section = "Actors:Leaders:Partitions";

    internal static void AddPartitions(this IServiceCollection services)
    {
        services.AddActorsOptions<PartitionOptions, PartitionOptionsValidator>(Section);
        services.AddSingleton(new RecordType<PartitionState>(Facets));
    }

    private static Facets Facets(PartitionState state) => new(state.Members.IsEmpty ? "idle" : "active", []);
}
