using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Actors.Clustering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Orleans.Hosting;

/// <summary>Makes a silo a member of its cluster.</summary>
public static class SiloMembershipExtensions
{
    /// <summary>Sets the cluster's name, its membership table, the silo's endpoints and how fast a lost silo is noticed.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="clustering">The cluster's settings.</param>
    /// <param name="configuration">The process's settings, for the section <c>Actors:Silo</c>.</param>
    public static ISiloBuilder UseActorsMembership(this ISiloBuilder silo, ClusteringOptions clustering, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(clustering);
        ArgumentNullException.ThrowIfNull(configuration);
        var endpoints = new SiloEndpointOptions();
        Bind(configuration, endpoints);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddOptions<SiloEndpointOptions>().Configure(options => Bind(configuration, options)).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<SiloEndpointOptions>>(new SiloEndpointOptionsValidator(configuration));
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = clustering.ClusterId;
            options.ServiceId = "actors";
        });
        switch (clustering.Provider)
        {
            case ClusteringProvider.Redis when clustering.Redis is { } redis:
                silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
                silo.Services.AddHostedService<RedisStartup>();
                break;
            case ClusteringProvider.Postgres:
                silo.Services.AddSingleton<PostgresMembership>();
                silo.UseAdoNetClustering(options => options.Configure<PostgresMembership>((bound, membership) =>
                {
                    bound.Invariant = PostgresMembership.Invariant;
                    bound.DataSource = membership.Source;
                }));
                silo.Services.AddHostedService<PostgresStartup>();
                break;
            default:
                // One process is the cluster, so its ports matter to nobody: free ones let many nodes run side by side.
                var (port, gateway) = FreePorts();
                silo.UseLocalhostClustering(endpoints.Port ?? port, endpoints.GatewayPort ?? gateway);
                break;
        }

        silo.Services.AddHostedService<EndpointStartup>();
        return clustering.Provider is ClusteringProvider.Redis or ClusteringProvider.Postgres ? silo.UseCluster(endpoints) : silo;
    }

    private static ISiloBuilder UseCluster(this ISiloBuilder silo, SiloEndpointOptions endpoints)
    {
        CallersMembershipTable.Add(silo.Services);
        silo.Services.AddHostedService<MembershipWatch>();
        silo.Configure<EndpointOptions>(options =>
        {
            options.SiloPort = endpoints.Port ?? 11111;
            options.GatewayPort = endpoints.GatewayPort ?? 30000;
            options.AdvertisedIPAddress = endpoints.Advertised(options.SiloPort).Address;
            options.SiloListeningEndpoint = endpoints.Listening(options.SiloPort);
            options.GatewayListeningEndpoint = endpoints.Listening(options.GatewayPort);
        });
        return silo.UseFastFailover();
    }

    private static ISiloBuilder UseFastFailover(this ISiloBuilder silo)
    {
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
        return silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
    }

    private static void Bind(IConfiguration configuration, SiloEndpointOptions options)
    {
        var section = configuration.GetSection("Actors:Silo");
        options.Address = section["Address"] ?? options.Address;
        options.ListenAddress = section["ListenAddress"];
        options.Port = Port(section["Port"]);
        options.GatewayPort = Port(section["GatewayPort"]);

        // What is no port is refused by the validator.
        static int? Port(string? word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        // Both are held until both are known: the system may give one that is free again a second time.
        using var silo = Listen();
        using var gateway = Listen();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);

        static TcpListener Listen()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return listener;
        }
    }
}
