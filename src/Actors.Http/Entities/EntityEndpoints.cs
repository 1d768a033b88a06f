using System.Text.Json;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Entities;

/// <summary>Entities of all types over HTTP.</summary>
internal static class EntityEndpoints
{
    internal const string Replayed = "Actors-Replayed";

    internal static void MapEntities(this IEndpointRouteBuilder v1)
    {
        var entities = v1.MapGroup("/entities/{type}").WithTags("Entities");
        entities.MapGet("", ListAsync)
            .WithName("ListEntities").WithSummary("Lists entities of a type: ?prefix=&tag=&limit=&cursor=.").Produces<ListBody<EntityBody>>();
        entities.MapGet("/count", CountAsync)
            .WithName("CountEntities").WithSummary("Counts entities of a type: ?prefix=&tag=.").Produces<EntityCountBody>();
        entities.MapGet("/{id}", DescribeAsync)
            .WithName("GetEntity").WithSummary("The entity as it is now, with its version as ETag.").Produces<EntityBody>()
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        entities.MapPost("/{id}/commands/{command}", ExecuteAsync)
            .WithName("ExecuteCommand").WithSummary("Carries out a command; once, if there is an Idempotency-Key.")
            .Accepts<JsonElement>("application/json").Produces<JsonElement>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        entities.MapDocuments();
    }

    private static async Task<IResult> DescribeAsync(HttpContext http, ActorsClient actors, string type, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var known = RequestHeaders.IfNoneMatch(http.Request);
        if (await actors.Entities.DescribeAsync(type, id, http.RequestAborted).ConfigureAwait(false) is not { } entity)
        {
            return Problems.From(new Refusal(ErrorCode.NotFound, $"There is no {type} '{id}'."));
        }

        http.Response.Headers.ETag = RequestHeaders.ETag(entity.Version);
        return known == entity.Version ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(EntityBody.Of(entity));
    }

    private static async Task<IResult> ExecuteAsync(HttpContext http, ActorsClient actors, string type, string id, string command)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var options = EntityRequests.Options(http.Request);
        var json = await JsonBody.ReadJsonAsync(http.Request).ConfigureAwait(false);
        var executed = await actors.Entities.ExecuteAsync(type, id, command, json, options, http.RequestAborted).ConfigureAwait(false);
        Tell(http.Response, executed);
        return Results.Content(executed.Body, "application/json");
    }

    private static async Task<IResult> ListAsync(HttpContext http, ActorsClient actors, string type)
    {
        var page = await actors.Entities.ListAsync(EntityRequests.List(http.Request, type), http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<EntityBody>([.. page.Items.Select(EntityBody.Of)], page.NextCursor));
    }

    private static async Task<IResult> CountAsync(HttpContext http, ActorsClient actors, string type)
    {
        RequestHeaders.OnlyQuery(http.Request, "prefix", "tag");
        var count = await actors.Entities.CountAsync(EntityRequests.List(http.Request, type), http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new EntityCountBody(count));
    }

    internal static void Tell(HttpResponse response, Executed executed)
    {
        if (executed.Version > 0) response.Headers.ETag = RequestHeaders.ETag(executed.Version);
        if (executed.Replayed) response.Headers[Replayed] = "true";
    }
}
