using Actors.Calls;
using Actors.Entities;
using Actors.Hosting;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.TestingHost;
using Shop;

namespace Actors.Cluster.Tests.Silos;

/// <summary>Several silos in this process that are one cluster over one database, and a client outside of them.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private SiloCluster(InProcessTestCluster cluster)
    {
        _cluster = cluster;
        Client = new ActorsClient(new GrainCalls(cluster.Client, Options.Create(new ActorsClientOptions()), TimeProvider.System), TimeProvider.System);
    }

    internal ActorsClient Client { get; }

    internal IGrainFactory Grains => _cluster.Client;

    internal IReadOnlyList<SiloAddress> Silos => [.. _cluster.GetActiveSilos().Select(silo => silo.SiloAddress)];

    /// <summary>The grains as one of the silos calls them.</summary>
    internal IGrainFactory GrainsOf(SiloAddress silo) => _cluster.GetSiloServiceProvider(silo).GetRequiredService<IGrainFactory>();

    internal static async Task<SiloCluster> StartAsync(short silos)
    {
        var database = new MemoryDatabase(TimeProvider.System);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.UseDistributedGrainDirectory = true;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddActors(actors => actors.AddEntities(typeof(Stock).Assembly).AddSagas(typeof(Stock).Assembly));
            silo.Services.AddSingleton<IRecordDatabase>(new KeptDatabase(database));
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.MaxProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            });
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8)));
        var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        return new SiloCluster(cluster);
    }

    /// <summary>Adds a silo, which knows of all others when this completes.</summary>
    internal async Task<SiloAddress> AddAsync() => (await _cluster.StartAdditionalSiloAsync()).SiloAddress;

    /// <summary>Ends the last silo without a word to anyone.</summary>
    internal Task KillAsync() => _cluster.KillSiloAsync(_cluster.Silos[^1]);

    /// <summary>Stops the last silo in an orderly way.</summary>
    internal Task StopAsync() => _cluster.StopSiloAsync(_cluster.Silos[^1]);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
