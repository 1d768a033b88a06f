using System.Text.Json;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Sagas;

/// <summary>Sagas over HTTP.</summary>
internal static class SagaEndpoints
{
    private static readonly string[] Verbs = ["cancel", "retry", "terminate"];

    internal static void MapSagas(this IEndpointRouteBuilder v1)
    {
        var sagas = v1.MapGroup("/sagas").WithTags("Sagas");
        sagas.MapPut("/{definition}/{id}", StartAsync).WithName("StartSaga").WithSummary("Starts a saga, once: the same input finds it again.")
            .Accepts<SagaBodies.Start>("application/json")
            .Produces<SagaBodies.Saga>().Produces<SagaBodies.Saga>(StatusCodes.Status201Created)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413);
        sagas.MapGet("/{definition}/{id}", DescribeAsync).WithName("DescribeSaga").WithSummary("A saga as it stands.")
            .Produces<SagaBodies.Saga>().ProducesProblem(404);
        sagas.MapGet("/{definition}/{id}/history", HistoryAsync).WithName("SagaHistory").WithSummary("What happened to a saga, oldest first.")
            .Produces<SagaBodies.History>().ProducesProblem(404);
        sagas.MapGet("/{definition}/{id}/plan", PlanAsync).WithName("SagaPlan").WithSummary("The steps that a saga keeps to.")
            .Produces<SagaBodies.Plan>().ProducesProblem(404);
        sagas.MapGet("/{definition}/{id}/result", ResultAsync).WithName("SagaResult")
            .WithSummary("The saga at its end: 200 with its result or its error. 202 if it has not ended; 'Prefer: wait=N' waits for it.")
            .Produces<SagaBodies.Saga>().Produces<SagaBodies.Saga>(StatusCodes.Status202Accepted).ProducesProblem(404);
        sagas.MapPost("/{definition}/{id}/actions/{verb}", ActAsync).WithName("ActOnSaga")
            .WithSummary("Cancels, retries or terminates a saga.").Accepts<SagaBodies.Act>(isOptional: true, "application/json")
            .Produces<SagaBodies.Saga>(StatusCodes.Status202Accepted).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        sagas.MapGet("", ListAsync).WithName("ListSagas").WithSummary("Sagas by definition, status, the step they are stuck at, and tag.")
            .Produces<ListBody<SagaBodies.Saga>>().ProducesProblem(400);
        sagas.MapGet("/count", CountAsync).WithName("CountSagas").WithSummary("How many sagas match.")
            .Produces<SagaBodies.Count>().ProducesProblem(400);
    }

    private static async Task<IResult> StartAsync(HttpContext http, ActorsClient actors, string definition, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var body = await JsonBody.ReadAsync<SagaBodies.Start>(http.Request).ConfigureAwait(false);
        var start = await actors.Sagas.StartAsync(
            definition, id, body.Input.GetRawText(), body.Tags, http.RequestAborted).ConfigureAwait(false);
        if (!start.Created) return Answer(http, start.Saga, StatusCodes.Status200OK);
        http.Response.Headers.Location = $"/v1/sagas/{definition}/{Uri.EscapeDataString(id)}";
        return Answer(http, start.Saga, StatusCodes.Status201Created);
    }

    private static async Task<IResult> DescribeAsync(HttpContext http, ActorsClient actors, string definition, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var saga = await actors.Sagas.Get(definition, id).DescribeAsync(http.RequestAborted).ConfigureAwait(false);
        return Answer(http, saga, StatusCodes.Status200OK);
    }

    private static async Task<IResult> HistoryAsync(HttpContext http, ActorsClient actors, string definition, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        return Json(SagaBodies.Of(await actors.Sagas.Get(definition, id).HistoryAsync(http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> PlanAsync(HttpContext http, ActorsClient actors, string definition, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        return Json(SagaBodies.Of(await actors.Sagas.Get(definition, id).PlanAsync(http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> ResultAsync(HttpContext http, ActorsClient actors, string definition, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var wait = RequestHeaders.Wait(http.Request);
        var saga = await actors.Sagas.Get(definition, id).WaitAsync(wait, http.RequestAborted).ConfigureAwait(false);
        return Answer(http, saga, saga.IsFinal ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ActAsync(HttpContext http, ActorsClient actors, string definition, string id, string verb)
    {
        RequestHeaders.OnlyQuery(http.Request);
        if (!Verbs.Contains(verb, StringComparer.Ordinal))
        {
            throw new RefusedException(new Refusal(
                ErrorCode.NotFound, $"A saga has no action '{verb}'. It has: {string.Join(", ", Verbs)}."));
        }

        var saga = await actors.Sagas.Get(definition, id).ActAsync(
            new ActOnSaga
            {
                Verb = Enum.Parse<SagaVerb>(verb, ignoreCase: true),
                Reason = await ReasonAsync(http.Request).ConfigureAwait(false),
                RequestId = RequestHeaders.IdempotencyKey(http.Request) ?? Guid.NewGuid().ToString("N"),
                IfVersion = RequestHeaders.IfMatch(http.Request) is { } version and not RequestHeaders.AnyVersion ? version : null,
            },
            http.RequestAborted).ConfigureAwait(false);
        return Answer(http, saga, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ActorsClient actors)
    {
        RequestHeaders.OnlyQuery(http.Request, "definition", "status", "step", "tag", "limit", "cursor");
        var request = Query(http.Request) with { Limit = RequestHeaders.Limit(http.Request), Cursor = Value(http.Request, "cursor") };
        var page = await actors.Sagas.ListAsync(request, http.RequestAborted).ConfigureAwait(false);
        return Json(new ListBody<SagaBodies.Saga>([.. page.Items.Select(SagaBodies.Of)], page.NextCursor));
    }

    private static async Task<IResult> CountAsync(HttpContext http, ActorsClient actors)
    {
        RequestHeaders.OnlyQuery(http.Request, "definition", "status", "step", "tag");
        return Json(new SagaBodies.Count(await actors.Sagas.CountAsync(Query(http.Request), http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<string?> ReasonAsync(HttpRequest request)
        => (await JsonBody.ReadOptionalAsync<SagaBodies.Act>(request).ConfigureAwait(false))?.Reason;

    private static ListSagas Query(HttpRequest request)
    {
        var definition = Value(request, "definition");
        if (definition is not null && Names.RefuseType("saga definition's name", definition) is { } wrong) throw new RefusedException(wrong);
        return new ListSagas
        {
            Definition = definition,
            Status = Value(request, "status") is { } status ? Status(status) : null,
            Step = Value(request, "step"),
            Tag = Value(request, "tag"),
        };
    }

    private static SagaStatus Status(string word)
    {
        foreach (var status in Enum.GetValues<SagaStatus>())
        {
            if (status != SagaStatus.Unknown && Word(status) == word) return status;
        }

        var words = Enum.GetValues<SagaStatus>().Where(status => status != SagaStatus.Unknown).Select(Word);
        throw RequestHeaders.Refuse($"'status' is '{word}'; it takes one of: {string.Join(", ", words)}.");
    }

    private static string Word(SagaStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    private static string? Value(HttpRequest request, string name) => RequestHeaders.One(request, name) is not "" and var value
        ? value
        : throw RequestHeaders.Refuse($"'{name}' is empty; give it a value or leave it out.");

    private static IResult Answer(HttpContext http, SagaDescription saga, int status)
    {
        http.Response.Headers.ETag = RequestHeaders.ETag(saga.Version);
        return Results.Json(SagaBodies.Of(saga), ActorsJson.Options, statusCode: status);
    }

    private static IResult Json<T>(T body) => Results.Json(body, ActorsJson.Options);
}
