using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Actors.Sessions.SessionBodies;

namespace Actors.Sessions;

/// <summary>Sessions over HTTP.</summary>
internal static class SessionEndpoints
{
    internal static void MapSessions(this IEndpointRouteBuilder v1)
    {
        var sessions = v1.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapPost("", OpenAsync).WithName("OpenSession")
            .WithSummary("Opens a session, which any number of locks can hang on. An Idempotency-Key becomes its id.")
            .Accepts<OpenBody>("application/json").Produces<SessionBody>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status410Gone).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        sessions.MapPut("/{id}", RenewAsync).WithName("RenewSession")
            .WithSummary("Renews a session and all that hangs on it, and tells what its owner has not seen.")
            .Accepts<RenewBody>(isOptional: true, "application/json").Produces<SessionBody>().ProducesProblem(StatusCodes.Status410Gone);
        sessions.MapDelete("/{id}", EndAsync).WithName("EndSession")
            .WithSummary("Ends a session and all that hangs on it. Repeatable.").Produces(StatusCodes.Status204NoContent);
        sessions.MapGet("/{id}", DescribeAsync).WithName("DescribeSession")
            .WithSummary("A session as it is, or as it ended.")
            .Produces<DescriptionBody>().ProducesProblem(StatusCodes.Status404NotFound);
        sessions.MapGet("/{id}/notes", ListenAsync).WithName("ListSessionNotes")
            .WithSummary("What the owner has not seen; with 'Prefer: wait=N' as soon as there is anything. Renews nothing.")
            .Produces<ListBody<NoteBody>>().ProducesProblem(StatusCodes.Status410Gone);
    }

    private static async Task<IResult> OpenAsync(HttpContext http, ActorsClient actors)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var id = RequestHeaders.IdempotencyKey(http.Request) ?? Guid.NewGuid().ToString("N");
        var body = await JsonBody.ReadAsync<OpenBody>(http.Request).ConfigureAwait(false);
        var command = new OpenSession
        {
            Owner = body.Owner,
            Ttl = body.TtlSeconds is { } seconds
                ? Seconds.Read("ttlSeconds", seconds, LeaseRules.TtlMin, LeaseRules.TtlMax)
                : LeaseRules.TtlDefault,
            Metadata = MetadataBody.Read(body.Metadata) ?? ImmutableSortedDictionary<string, string>.Empty,
        };
        var open = await actors.Sessions.OpenAsync(id, command, http.RequestAborted).ConfigureAwait(false);
        return Results.Created($"/v1/sessions/{Uri.EscapeDataString(id)}", Of(id, open));
    }

    private static async Task<IResult> RenewAsync(HttpContext http, ActorsClient actors, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var seen = (await JsonBody.ReadOptionalAsync<RenewBody>(http.Request).ConfigureAwait(false))?.SeenNote ?? 0;
        return Results.Ok(Of(id, await actors.Sessions.RenewAsync(id, seen, http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> EndAsync(HttpContext http, ActorsClient actors, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        await actors.Sessions.EndAsync(id, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> DescribeAsync(HttpContext http, ActorsClient actors, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        return await actors.Sessions.DescribeAsync(id, http.RequestAborted).ConfigureAwait(false) is { } session
            ? Results.Ok(Of(session))
            : Problems.From(new Refusal(ErrorCode.NotFound, "There is no record of a session of this id."));
    }

    private static async Task<IResult> ListenAsync(HttpContext http, ActorsClient actors, string id)
    {
        RequestHeaders.OnlyQuery(http.Request, "seen");
        var wait = RequestHeaders.Wait(http.Request);
        var open = await actors.Sessions.ListenAsync(id, Seen(http.Request), wait, http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<NoteBody>([.. open.Notes.Select(Of)]));
    }

    private static long Seen(HttpRequest request)
    {
        if (RequestHeaders.One(request, "seen") is not { } text) return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? seen
            : throw RequestHeaders.Refuse("'seen' takes the sequence of the last note that was seen, a whole number.");
    }
}
