using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Actors.Testing;

/// <summary>A whole node in the test's own process: silo, client and HTTP API on a free loopback port.</summary>
public sealed class ActorsTestHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ActorsTestHost(WebApplication application)
    {
        _application = application;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(90) };
    }

    /// <summary>The client, as a .NET caller has it.</summary>
    public ActorsClient Client => Services.GetRequiredService<ActorsClient>();

    /// <summary>Calls the HTTP API.</summary>
    public HttpClient Http { get; }

    /// <summary>The silo's own factory: calls that do not pass the client.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>The node's services.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Starts a node.</summary>
    public static async Task<ActorsTestHost> StartAsync(Action<ActorsTestHostOptions>? configure = null)
    {
        var options = new ActorsTestHostOptions();
        configure?.Invoke(options);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(ActorsTestHost).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Actors:Http:Urls"] = "http://127.0.0.1:0" });
        builder.Configuration.AddInMemoryCollection(options.Settings);
        builder.Logging.ClearProviders();
        builder.AddActorsHttp("actors-test");
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(LoopbackPorts.Next(), LoopbackPorts.Next());
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10));
            silo.AddActors(options.Configure);
        });
        builder.Services.AddSingleton<IRecordDatabase>(services =>
            options.Database is { } kept ? new KeptDatabase(kept) : new MemoryDatabase(services.GetRequiredService<TimeProvider>()));
        options.ConfigureServices?.Invoke(builder.Services);
        var application = builder.Build();
        application.MapActors();
        await application.StartAsync().ConfigureAwait(false);
        return new ActorsTestHost(application);
    }

    /// <summary>Stops the node in an orderly way.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
