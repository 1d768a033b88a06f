using System.Net;
using System.Net.Sockets;
using Actors.Hosting;
using Orleans.Configuration;
using Shop;
using StackExchange.Redis;

namespace Actors.Silo;

/// <summary>Makes the process a silo: its pillars, its cluster and its storage.</summary>
internal static class SiloWiring
{
    internal static void AddActorsSilo(this WebApplicationBuilder builder)
    {
        var clustering = builder.Services.AddClusteringOptions(
            builder.Configuration, ClusteringProvider.Embedded, ClusteringProvider.Redis);
        builder.AddStorage(clustering);
        builder.UseOrleans(silo =>
        {
            silo.AddActors(actors => actors.AddEntities(typeof(Stock).Assembly).AddSagas(typeof(Stock).Assembly));
            if (builder.Configuration.IsTraced()) silo.AddActivityPropagation();
            silo.Configure<ClusterOptions>(options =>
            {
                options.ClusterId = clustering.ClusterId;
                options.ServiceId = "actors";
            });
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.UseMembership(clustering, builder.Configuration);
        });
    }

    private static void UseMembership(this ISiloBuilder silo, ClusteringOptions clustering, ConfigurationManager configuration)
    {
        var port = configuration.GetValue<int?>("Actors:Silo:Port");
        var gateway = configuration.GetValue<int?>("Actors:Silo:GatewayPort");
        switch (clustering.Provider)
        {
            case ClusteringProvider.Redis when clustering.Redis is { } redis:
                silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
                break;
            default:
                // One process is the cluster, so its ports matter to nobody: free ones let many nodes run side by side.
                silo.UseLocalhostClustering(port ?? FreePort(), gateway ?? FreePort());
                return;
        }

        silo.ConfigureEndpoints(
            IPAddress.Parse(configuration["Actors:Silo:Address"] ?? "127.0.0.1"), port ?? 11111, gateway ?? 30000);

        // Measured: 0.6 s after a kill and 2.5 s after a freeze, where Orleans' defaults take 12 s and over a minute. The cap on
        // the probe's time-out is what does it.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        });
#pragma warning disable ORLEANSEXP003 // Safety never rests on it; it keeps activations where they are when another silo stops.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003

        // The directory holds back what a dead silo had for this long less the time that detecting its death takes: seen, half a
        // minute without those grains. It buys nothing here, as a zombie is fenced by the store.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
