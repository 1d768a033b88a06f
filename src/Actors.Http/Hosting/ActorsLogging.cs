using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Actors.Hosting;

/// <summary>Logs as text for people, or as JSON with trace and span ids for machines.</summary>
internal static class ActorsLogging
{
    internal static void AddActorsLogging(this WebApplicationBuilder builder)
    {
        builder.Services.AddActorsOptions<ActorsLoggingOptions, ActorsLoggingOptionsValidator>("Actors:Logging");
        if (builder.Configuration["Actors:Logging:Format"] != ActorsLoggingOptions.Json) return;
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Logging.AddJsonConsole(console =>
        {
            // The ids come as scopes.
            console.IncludeScopes = true;
            console.TimestampFormat = "O";
            console.UseUtcTimestamp = true;
        });
    }
}
