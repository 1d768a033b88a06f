using Actors.Clustering;
using Actors.Hosting;
using Orleans.Configuration;

namespace Actors.Web;

/// <summary>Joins the front end to its cluster.</summary>
internal static class ClusterWiring
{
    internal static void AddActorsCluster(this WebApplicationBuilder builder)
    {
        var clustering = builder.Services.AddClusteringOptions(builder.Configuration, ClusteringProvider.Redis, ClusteringProvider.Postgres);

        // A front end that starts before its silos answers that it is alive and not ready, and so does not wait for them in silence.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);
        builder.Services.PostConfigure<ActorsHttpOptions>(options => options.DrainSeconds ??= ActorsHttpOptions.ClusterDrainSeconds);
        builder.UseOrleansClient(client =>
        {
            if (builder.Configuration.IsTraced()) client.AddActivityPropagation();

            // A dead or frozen gateway is dropped within seconds; a call that waits is answered in slices of 5 s at most.
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
            client.UseActorsMembership(clustering);
        });
    }
}
