using System.Text.Json.Serialization.Metadata;
using Actors;
using Actors.Hosting;
using Actors.Requests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds what the HTTP API needs to a web application.</summary>
public static class ActorsWebApplicationBuilderExtensions
{
    private const int SpareConnections = 4096;

    // The longest drain, and as much for what is under way to end and the silo to hand over.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Adds the client, OpenAPI, logs, telemetry, limits and the ready line. Map the endpoints with <c>MapActors</c> after building.
    /// </summary>
    /// <param name="builder">The web application.</param>
    /// <param name="service">The name under which it appears in telemetry.</param>
    public static WebApplicationBuilder AddActorsHttp(this WebApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddActorsOptions<ActorsHttpOptions, ActorsHttpOptionsValidator>("Actors:Http");
        builder.AddActorsLogging();
        services.AddActorsClient().AddActorsTelemetry(builder.Configuration, service);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, new DefaultJsonTypeInfoResolver());
            options.SerializerOptions.Encoder = ActorsJson.Options.Encoder;
            foreach (var converter in ActorsJson.Options.Converters) options.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Actors", Version = "v1", Description = "Locks, leaders, entities and sagas." };
                document.Servers = [];
                return Task.CompletedTask;
            });
        });
        services.AddHostedService<ReadyLine>();
        services.AddSingleton<RequestGate>().AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseUrls(builder.Configuration["Actors:Http:Urls"] ?? new ActorsHttpOptions().Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // What is beyond the limits on requests still gets an answer that says so, and health and metrics theirs.
            var limits = kestrel.ApplicationServices.GetRequiredService<IOptions<ActorsHttpOptions>>().Value;
            kestrel.Limits.MaxConcurrentConnections = limits.RequestsMax + limits.WaitsMax + SpareConnections;

            // The endpoints refuse a body beyond their own limit with a problem; this one is only the wall behind them.
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
        });
        return builder;
    }
}
