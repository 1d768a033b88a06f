using Actors.Clustering;
using Actors.Hosting;
using Orleans.Configuration;
using Shop;

namespace Actors.Silo;

/// <summary>Makes the process a silo: its pillars, its cluster and its storage.</summary>
internal static class SiloWiring
{
    internal static void AddActorsSilo(this WebApplicationBuilder builder)
    {
        var clustering = builder.Services.AddClusteringOptions(
            builder.Configuration, ClusteringProvider.Embedded, ClusteringProvider.Redis, ClusteringProvider.Postgres);
        builder.AddStorage(clustering);

        // A load balancer has to notice the stop first, so that others take the requests. A node that is its whole cluster has no others.
        if (clustering.Provider != ClusteringProvider.Embedded)
        {
            builder.Services.PostConfigure<ActorsHttpOptions>(options => options.DrainSeconds ??= ActorsHttpOptions.ClusterDrainSeconds);
        }

        builder.UseOrleans(silo =>
        {
            silo.AddActors(actors => actors.AddEntities(typeof(Stock).Assembly).AddSagas(typeof(Stock).Assembly));
            if (builder.Configuration.IsTraced()) silo.AddActivityPropagation();
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.UseActorsMembership(clustering, builder.Configuration);
        });
    }
}
