using Actors.Entities;
using Actors.Hosting;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shop;

namespace Actors.Cluster.Tests.Doors;

/// <summary>
/// One node with the shop for all specifications, and a client that comes to it from outside, over its gateway: what it sends is
/// serialized, where calls inside the silo hand objects over.
/// </summary>
[CollectionDefinition(nameof(DoorNode))]
public sealed class DoorNode : ICollectionFixture<DoorNode>, IAsyncLifetime
{
    private ActorsTestHost? _host;
    private IHost? _outside;

    internal IGrainFactory Grains => _host!.Grains;

    internal ActorsClient Client => _outside!.Services.GetRequiredService<ActorsClient>();

    internal HttpDoor Http => new(_host!.Http);

    public async ValueTask InitializeAsync()
    {
        _host = await ActorsTestHost.StartAsync(options => options.Configure =
            actors => actors.AddEntities(typeof(Stock).Assembly).AddSagas(typeof(Stock).Assembly));
        var gateway = _host.Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint.Port;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gateway));
        builder.Services.AddActorsClient();
        _outside = builder.Build();
        await _outside.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_outside is not null) await _outside.StopAsync(CancellationToken.None);
        _outside?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }
}
