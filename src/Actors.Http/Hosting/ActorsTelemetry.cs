using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Actors.Hosting;

/// <summary>
/// OpenTelemetry: traces over HTTP, grain calls and commits; metrics of all pillars and of Orleans, scraped at /metrics; both
/// pushed by OTLP when the standard variable OTEL_EXPORTER_OTLP_ENDPOINT is set.
/// </summary>
internal static class ActorsTelemetry
{
    internal static IServiceCollection AddActorsTelemetry(this IServiceCollection services, IConfiguration configuration, string service)
    {
        var push = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("Actors.*", "Microsoft.Orleans").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
                if (push) metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                // Orleans' runtime source is left out: it is chatty, and tells nothing about a request.
                traces.AddSource("Actors.*", "Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle").AddAspNetCoreInstrumentation();
                if (push) traces.AddOtlpExporter();
            });
        return services;
    }
}
