using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Actors.Hosting;

/// <summary>
/// OpenTelemetry: metrics of all pillars and of Orleans, scraped at /metrics. When the standard variable OTEL_EXPORTER_OTLP_ENDPOINT
/// is set they are pushed there too, with traces over HTTP, grain calls and commits; without it there is nobody to look at a trace, and
/// none is made.
/// </summary>
public static class ActorsTelemetry
{
    /// <summary>Whether traces are made: then Orleans has to carry them along with its messages.</summary>
    public static bool IsTraced(this IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }

    internal static IServiceCollection AddActorsTelemetry(this IServiceCollection services, IConfiguration configuration, string service)
    {
        var traced = configuration.IsTraced();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("Actors.*", "Microsoft.Orleans").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
                if (traced && configuration["OTEL_METRICS_EXPORTER"] != "none") metrics.AddOtlpExporter();
            });
        if (!traced) return services;
        telemetry.WithTracing(traces =>
        {
            // Orleans' runtime source is left out: it is chatty, and tells nothing about a request.
            traces.AddSource("Actors.*", "Microsoft.Orleans.Application");
            traces.AddAspNetCoreInstrumentation(http => http.Filter = context => !IsProbe(context.Request.Path));

            // The standard variable, if it is set, says which requests are traced.
            if (string.IsNullOrEmpty(configuration["OTEL_TRACES_SAMPLER"])) traces.SetSampler(new ParentBasedSampler(new RequestSampler()));
            traces.AddOtlpExporter();
        });
        return services;
    }

    private static bool IsProbe(PathString path) => path == "/livez" || path == "/readyz" || path == "/metrics";
}
