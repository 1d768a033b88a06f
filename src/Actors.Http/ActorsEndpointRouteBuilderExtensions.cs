using Actors.Cluster;
using Actors.Entities;
using Actors.Feed;
using Actors.Leaders;
using Actors.Leaders.Partitions;
using Actors.Locks;
using Actors.Requests;
using Actors.Sagas;
using Actors.Sessions;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP API.</summary>
public static class ActorsEndpointRouteBuilderExtensions
{
    /// <summary>Maps everything: the API under /v1, its description, health and metrics; and makes a problem of every refusal.</summary>
    public static WebApplication MapActors(this WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        application.UseMiddleware<ProblemMiddleware>();
        application.UseRouting();
        application.UseMiddleware<AdmissionMiddleware>();
        application.MapActorsApi();
        application.MapOpenApi("/openapi/{documentName}.json");
        application.MapHealth();
        application.MapPrometheusScrapingEndpoint("/metrics");
        return application;
    }

    /// <summary>Maps the API under /v1 only.</summary>
    public static IEndpointRouteBuilder MapActorsApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var v1 = endpoints.MapGroup("/v1");
        v1.MapCluster();
        v1.MapEntities();
        v1.MapFeed();
        v1.MapLeaders();
        v1.MapLocks();
        v1.MapPartitions();
        v1.MapSagas();
        v1.MapSessions();
        return endpoints;
    }
}
