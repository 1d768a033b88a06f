using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Actors.Feed;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Actors.Leaders.LeaderBodies;

namespace Actors.Leaders;

/// <summary>Roles over HTTP.</summary>
internal static class LeaderEndpoints
{
    private const string CandidatePath = "/roles/{role}/candidates/{id}";
    private const string PolicyPath = "/roles/{role}/policy";

    internal static void MapLeaders(this IEndpointRouteBuilder v1)
    {
        v1.MapPut(CandidatePath, CampaignAsync)
            .WithName("Campaign").WithSummary("Campaigns for a role, or heartbeats; repeatable.").WithTags("Roles")
            .Accepts<CampaignBody>("application/json").Produces<StandingBody>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        v1.MapDelete(CandidatePath, ResignAsync)
            .WithName("Resign").WithSummary("Resigns and hands over, with 'handOffTo' to that candidate, or stops being a candidate; repeatable.")
            .WithTags("Roles")
            .Produces(StatusCodes.Status204NoContent).Produces<LeftBody>().ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapPut("/roles/{role}/value", ProclaimAsync)
            .WithName("Proclaim").WithSummary("Shows observers a value as a leader's, under its term.").WithTags("Roles")
            .Accepts<ProclaimBody>("application/json").Produces<ProclaimedBody>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        v1.MapPut(PolicyPath, SetPolicyAsync)
            .WithName("SetRolePolicy").WithSummary("Whom a role elects, how many, and whether better candidates displace leaders.").WithTags("Roles")
            .Accepts<PolicyBody>("application/json").Produces<PolicyBody>().ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapGet(PolicyPath, GetPolicyAsync)
            .WithName("GetRolePolicy").WithSummary("A role's policy.").WithTags("Roles")
            .Produces<PolicyBody>().ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapGet("/roles/{role}/observe", ObserveAsync)
            .WithName("ObserveRole").WithSummary("A role now, and at each change, as server-sent events; Last-Event-ID resumes.").WithTags("Roles")
            .Produces<RoleBody>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest)
            .WithMetadata(RequestLoad.Streams);
        v1.MapGet("/roles/{role}", DescribeAsync)
            .WithName("DescribeRole").WithSummary("A role; with If-None-Match and 'Prefer: wait=N' its next change.").WithTags("Roles")
            .Produces<RoleBody>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapGet("/roles/{role}/terms", TermsAsync)
            .WithName("ListTerms").WithSummary("A role's newest terms, newest first.").WithTags("Roles")
            .Produces<ListBody<TermBody>>().ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapGet("/roles", ListAsync)
            .WithName("ListRoles").WithSummary("Roles by name, without those who wait.").WithTags("Roles")
            .Produces<ListBody<RoleBody>>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> CampaignAsync(HttpContext http, ActorsClient actors, string role, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var body = await JsonBody.ReadAsync<CampaignBody>(http.Request).ConfigureAwait(false);
        var campaign = new Campaign
        {
            Candidate = id,
            Ttl = body.TtlSeconds is { } seconds
                ? Seconds.Read("ttlSeconds", seconds, LeaderRules.TtlMin, LeaderRules.TtlMax)
                : LeaderRules.TtlDefault,
            Priority = body.Priority ?? 0,
            Value = body.Value,
            Metadata = MetadataBody.Read(body.Metadata),
            Labels = MetadataBody.Read(body.Labels),
            ExpectedTerm = body.ExpectedTerm,
        };
        return await actors.Leaders.HeartbeatAsync(role, campaign, http.RequestAborted).ConfigureAwait(false) switch
        {
            LeaderReply.Leading leading => Results.Ok(Of(id, leading)),
            LeaderReply.Following following => Results.Ok(Of(following)),
            LeaderReply.Refused refused => Problems.From(refused.Refusal),
            var reply => throw new InvalidOperationException($"A campaign was answered with '{reply}'."),
        };
    }

    private static async Task<IResult> ResignAsync(HttpContext http, ActorsClient actors, string role, string id)
    {
        RequestHeaders.OnlyQuery(http.Request, "term", "handOffTo");
        var resign = new Resign { Candidate = id, Term = Term(http.Request), HandOffTo = RequestHeaders.One(http.Request, "handOffTo") };
        var left = await actors.Leaders.ResignAsync(role, resign, http.RequestAborted).ConfigureAwait(false);
        return resign.HandOffTo is null
            ? Results.NoContent()
            : Results.Ok(new LeftBody(left.EndedTerm, left.Successor, left.SuccessorTerm));
    }

    private static async Task<IResult> ProclaimAsync(HttpContext http, ActorsClient actors, string role)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var body = await JsonBody.ReadAsync<ProclaimBody>(http.Request).ConfigureAwait(false);
        var proclaim = new Proclaim { Candidate = body.Candidate, Term = body.Term, Value = body.Value };
        var proclaimed = await actors.Leaders.ProclaimAsync(role, proclaim, http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ProclaimedBody(proclaimed.Term, proclaimed.Version));
    }

    private static async Task<IResult> SetPolicyAsync(HttpContext http, ActorsClient actors, string role)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var policy = (await JsonBody.ReadAsync<PolicyBody>(http.Request).ConfigureAwait(false)).Read();
        await actors.Leaders.SetPolicyAsync(role, policy, http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(PolicyBody.From(policy));
    }

    private static async Task<IResult> GetPolicyAsync(HttpContext http, ActorsClient actors, string role)
    {
        RequestHeaders.OnlyQuery(http.Request);
        return Results.Ok(PolicyBody.From(await actors.Leaders.GetPolicyAsync(role, http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> ObserveAsync(HttpContext http, ActorsClient actors, string role)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var seen = LastEventId(http.Request);

        // The role is read once before the stream begins, so that a bad name is a problem and not a broken stream.
        await actors.Leaders.DescribeAsync(role, http.RequestAborted).ConfigureAwait(false);
        return new EventStream<RoleBody>(StreamAsync(actors.Leaders.ObserveAsync(role, seen, http.RequestAborted), http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<RoleBody>> StreamAsync(
        IAsyncEnumerable<LeaderDescription> roles, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var role in roles.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return new SseItem<RoleBody>(RoleBody.From(role), "role") { EventId = role.Version.ToString(CultureInfo.InvariantCulture) };
        }
    }

    private static async Task<IResult> DescribeAsync(HttpContext http, ActorsClient actors, string role)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var wait = RequestHeaders.Wait(http.Request);
        var seen = RequestHeaders.IfNoneMatch(http.Request);
        if (seen == RequestHeaders.AnyVersion)
        {
            throw RequestHeaders.Refuse("'If-None-Match' takes one version in double quotes here, such as \"7\": every role can be read, so * is never answered.");
        }

        var found = seen is { } version
            ? await actors.Leaders.WaitAsync(role, version, wait, http.RequestAborted).ConfigureAwait(false)
            : await actors.Leaders.DescribeAsync(role, http.RequestAborted).ConfigureAwait(false);
        http.Response.Headers.ETag = RequestHeaders.ETag(found.Version);
        return found.Version == seen ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(RoleBody.From(found));
    }

    private static async Task<IResult> TermsAsync(HttpContext http, ActorsClient actors, string role)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var found = await actors.Leaders.DescribeAsync(role, http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<TermBody>([.. found.Terms.Select(Of)]));
    }

    private static async Task<IResult> ListAsync(HttpContext http, ActorsClient actors)
    {
        RequestHeaders.OnlyQuery(http.Request, "prefix", "limit", "cursor");
        var request = new ListRoles
        {
            Prefix = RequestHeaders.One(http.Request, "prefix") ?? "",
            Limit = RequestHeaders.Limit(http.Request),
            Cursor = RequestHeaders.One(http.Request, "cursor"),
        };
        var page = await actors.Leaders.ListAsync(request, http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<RoleBody>([.. page.Items.Select(RoleBody.From)], page.NextCursor));
    }

    private static long? Term(HttpRequest request)
    {
        if (RequestHeaders.One(request, "term") is not { } text) return null;
        return Number(text) ?? throw RequestHeaders.Refuse("'term' takes the number of the term to end, or 0 for none.");
    }

    private static long? LastEventId(HttpRequest request) => request.Headers["Last-Event-ID"] switch
    {
        [] or [""] => null,
        [{ } text] => Number(text) ?? throw RequestHeaders.Refuse("'Last-Event-ID' takes the id of an event of this stream, a whole number."),
        _ => throw RequestHeaders.Refuse("'Last-Event-ID' is given more than once."),
    };

    private static long? Number(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
