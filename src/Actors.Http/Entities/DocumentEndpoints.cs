using System.Globalization;
using System.Text.Json;
using Actors.Entities.Documents;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Entities;

/// <summary>PUT, PATCH and DELETE: the verbs of HTTP for documents, as short ways to write their commands.</summary>
internal static class DocumentEndpoints
{
    private const string TtlHeader = "Actors-Ttl-Seconds";

    internal static void MapDocuments(this IEndpointRouteBuilder entities)
    {
        entities.MapPut("/{id}", PutAsync)
            .WithName("PutDocument").WithSummary("Creates or replaces a document: the body is the document. If-None-Match: * only creates.")
            .Accepts<JsonElement>("application/json").Produces<DocumentBody>().Produces<DocumentBody>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        entities.MapPatch("/{id}", PatchAsync)
            .WithName("PatchDocument").WithSummary("Merges a patch into a document (RFC 7396).")
            .Accepts<JsonElement>("application/merge-patch+json", "application/json").Produces<DocumentBody>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        entities.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteDocument").WithSummary("Removes a document; repeatable.").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> PutAsync(HttpContext http, ActorsClient actors, string type, string id)
    {
        var ttl = Ttl(http.Request);
        var document = await JsonBody.ReadJsonAsync(http.Request).ConfigureAwait(false);
        var command = ttl is null ? $"{{\"value\":{document}}}" : $"{{\"value\":{document},\"ttlSeconds\":{ttl}}}";
        var executed = await ExecuteAsync(http, actors, type, id, "put", command).ConfigureAwait(false);
        var body = new DocumentBody(type, id, executed.Version);
        return ActorsJson.Read<DocumentChange>(executed.Body).Existed
            ? Results.Ok(body)
            : Results.Created($"/v1/entities/{type}/{Uri.EscapeDataString(id)}", body);
    }

    private static async Task<IResult> PatchAsync(HttpContext http, ActorsClient actors, string type, string id)
    {
        var patch = await JsonBody.ReadJsonAsync(http.Request).ConfigureAwait(false);
        var executed = await ExecuteAsync(http, actors, type, id, "patch", $"{{\"value\":{patch}}}").ConfigureAwait(false);
        return Results.Ok(new DocumentBody(type, id, executed.Version));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, ActorsClient actors, string type, string id)
    {
        await ExecuteAsync(http, actors, type, id, "delete", "{}").ConfigureAwait(false);

        // What is no more has no version to come back with.
        http.Response.Headers.Remove("ETag");
        return Results.NoContent();
    }

    private static async Task<Executed> ExecuteAsync(
        HttpContext http, ActorsClient actors, string type, string id, string command, string json)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var options = EntityRequests.Options(http.Request);
        try
        {
            var executed = await actors.Entities.ExecuteAsync(type, id, command, json, options, http.RequestAborted).ConfigureAwait(false);
            EntityEndpoints.Tell(http.Response, executed);
            return executed;
        }
        catch (EntityRefusedException exception) when (StatusOf(exception) is { } status)
        {
            throw new RefusedException(exception.Refusal, status);
        }
    }

    private static int? StatusOf(EntityRefusedException exception) => exception switch
    {
        { Code: ErrorCode.UnknownCommand } => StatusCodes.Status422UnprocessableEntity,
        { Reason: "not-found" } => StatusCodes.Status404NotFound,
        { Reason: "invalid-document" } => StatusCodes.Status422UnprocessableEntity,
        _ => null,
    };

    private static string? Ttl(HttpRequest request)
    {
        var values = request.Headers[TtlHeader];
        if (values.Count == 0) return null;
        return values.Count == 1
            && double.TryParse(values[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && EntityLimits.ExplainTtl(seconds) is null
            ? seconds.ToString("0.###", CultureInfo.InvariantCulture)
            : throw RequestHeaders.Refuse(FormattableString.Invariant(
                $"'{TtlHeader}' takes seconds, {EntityLimits.TtlMin.TotalSeconds} to {EntityLimits.TtlMax.TotalSeconds}."));
    }
}
