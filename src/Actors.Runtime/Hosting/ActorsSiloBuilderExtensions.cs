using Actors.Cluster;
using Actors.Entities;
using Actors.Hosting;
using Actors.Leaders;
using Actors.Locks;
using Actors.Placement;
using Actors.Sagas;
using Actors.Sessions;
using Actors.Storage;
using Actors.Sweeping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace Orleans.Hosting;

/// <summary>Adds Actors to a silo.</summary>
public static class ActorsSiloBuilderExtensions
{
    // Grains take calls as they come, so requests queue in front of one only while it reads its row.
    private const int EnqueuedRequestsMax = 10_000;

    /// <summary>
    /// Adds the grains of all pillars, the record store over every registered <see cref="IRecordDatabase"/>, and the sweepers.
    /// Register at least one database as well.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Adds entity types and saga definitions.</param>
    public static ISiloBuilder AddActors(this ISiloBuilder silo, Action<ActorsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = EnqueuedRequestsMax);
        silo.Services.AddRecordStore().AddNearPlacement().AddSweeping().AddHostedService<ClusterGauges>().AddHostedService<InstrumentsStartup>();
        silo.Services.AddSingleton<SiloEnding>().AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloEnding>());
        silo.Services.AddEntities();
        silo.Services.AddLeaders();
        silo.Services.AddLocks();
        silo.Services.AddSagas();
        silo.Services.AddSessions();
        configure?.Invoke(new ActorsBuilder(silo.Services));
        return silo;
    }

    private static IServiceCollection AddRecordStore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddActorsOptions<RecordStoreOptions, RecordStoreOptionsValidator>("Actors:Storage");
        services.TryAddSingleton(provider => new RecordStore(
            [.. provider.GetServices<IRecordDatabase>()],
            provider.GetRequiredService<IOptions<RecordStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<RecordStore>>()));
        services.TryAddSingleton<IRecordStore>(provider => provider.GetRequiredService<RecordStore>());
        services.AddHostedService<StorageStartup>();
        return services;
    }

    private static IServiceCollection AddNearPlacement(this IServiceCollection services)
    {
        services.AddPlacementDirector<NearPlacement, NearPlacementDirector>();
        services.AddSingleton<IPlacementStrategyResolver, NearPlacementResolver>();
        services.AddSingleton<GrainShare>();
        services.AddHostedService(provider => provider.GetRequiredService<GrainShare>());
        return services;
    }

    private static IServiceCollection AddSweeping(this IServiceCollection services)
    {
        services.AddActorsOptions<SweepOptions, SweepOptionsValidator>("Actors:Sweeping");
        services.AddHostedService<SweeperService>();
        return services;
    }
}
