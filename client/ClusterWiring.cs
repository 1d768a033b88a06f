using Actors.Hosting;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Actors.Web;

/// <summary>Joins the front end to its cluster.</summary>
internal static class ClusterWiring
{
    internal static void AddActorsCluster(this WebApplicationBuilder builder)
    {
        var clustering = builder.Services.AddClusteringOptions(builder.Configuration, ClusteringProvider.Redis);
        builder.UseOrleansClient(client =>
        {
            if (builder.Configuration.IsTraced()) client.AddActivityPropagation();
            client.Configure<ClusterOptions>(options =>
            {
                options.ClusterId = clustering.ClusterId;
                options.ServiceId = "actors";
            });

            // A dead or frozen gateway is dropped within seconds; a call that waits is answered in slices of 5 s at most.
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
            client.UseConnectionRetryFilter<KeepTrying>();
            switch (clustering.Provider)
            {
                case ClusteringProvider.Redis when clustering.Redis is { } redis:
                    client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
                    break;
                default:
                    // The settings' own check refuses to start, and says why; Orleans only needs something to build on.
                    client.UseLocalhostClustering();
                    break;
            }
        });
    }

    /// <summary>A front end that starts before its silos waits for them: it is alive, and not ready.</summary>
    private sealed class KeepTrying(TimeProvider time) : IClientConnectionRetryFilter
    {
        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            return true;
        }
    }
}
