using System.Text.Json.Serialization.Metadata;
using Actors;
using Actors.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds what the HTTP API needs to a web application.</summary>
public static class ActorsWebApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the client, OpenAPI, telemetry, limits and the ready line. Map the endpoints with <c>MapActors</c> after building.
    /// </summary>
    /// <param name="builder">The web application.</param>
    /// <param name="service">The name under which it appears in telemetry.</param>
    public static WebApplicationBuilder AddActorsHttp(this WebApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddActorsOptions<ActorsHttpOptions, ActorsHttpOptionsValidator>("Actors:Http");
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
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.WebHost.UseUrls(builder.Configuration["Actors:Http:Urls"] ?? new ActorsHttpOptions().Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            // The endpoints refuse a body beyond their own limit with a problem; this one is only the wall behind them.
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
        });
        return builder;
    }
}
