using Actors.Benchmarks.Grains;
using Actors.Benchmarks.Peers;
using Actors.Storage;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Actors.Benchmarks.Databases;

/// <summary>A silo in this process with both storage providers over one database product.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private BenchSilo(IHost host) => _host = host;

    internal IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    internal IRecordStore Store => _host.Services.GetRequiredService<IRecordStore>();

    internal static async Task<BenchSilo> StartAsync(BenchDatabase database, AdoNetPeer peer, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(_ => database.OpenOurs());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(LoopbackPorts.Next(), LoopbackPorts.Next())
            // The slowest line has calls that wait for seconds; none may be given up while it is measured.
            .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMinutes(2))
            .AddActors()
            .AddActorsGrainStorage(OurWriterGrain.Provider)
            .AddAdoNetGrainStorage(PeerWriterGrain.Provider, options =>
            {
                database.UseAsPeer(options);
                if (peer.Lean) options.GrainStorageSerializer = new PeerJson();
            }));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new BenchSilo(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
