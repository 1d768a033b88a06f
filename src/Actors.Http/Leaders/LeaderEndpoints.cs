using System.Collections.Immutable;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Leaders;

/// <summary>Roles over HTTP.</summary>
internal static class LeaderEndpoints
{
    private const string CandidatePath = "/roles/{role}/candidates/{id}";

    internal static void MapLeaders(this IEndpointRouteBuilder v1)
    {
        v1.MapPut(CandidatePath, CampaignAsync)
            .WithName("Campaign").WithSummary("Campaigns for a role, or heartbeats; repeatable.").WithTags("Roles")
            .Accepts<CampaignBody>("application/json").Produces<StandingBody>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        v1.MapDelete(CandidatePath, ResignAsync)
            .WithName("Resign").WithSummary("Resigns and hands over, or stops being a candidate; repeatable.").WithTags("Roles")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest);
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
        };
        return await actors.Leaders.HeartbeatAsync(role, campaign, http.RequestAborted).ConfigureAwait(false) switch
        {
            LeaderReply.Leading leading => Results.Ok(new StandingBody(IsLeader: true, leading.Term, id, leading.ExpiresAt)),
            LeaderReply.Following following => Results.Ok(new StandingBody(IsLeader: false, following.Term, following.Leader, following.ExpiresAt)),
            LeaderReply.Refused refused => Problems.From(refused.Refusal),
            var reply => throw new InvalidOperationException($"A campaign was answered with '{reply}'."),
        };
    }

    private static async Task<IResult> ResignAsync(HttpContext http, ActorsClient actors, string role, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        await actors.Leaders.ResignAsync(role, id, cancellationToken: http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
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
        return Results.Ok(new ListBody<TermBody>(
            [.. found.Terms.Select(term => new TermBody(term.Term, term.Leader, term.From, term.To, term.End))]));
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

    internal sealed record CampaignBody
    {
        public double? TtlSeconds { get; init; }

        public int? Priority { get; init; }

        public string? Value { get; init; }

        public ImmutableDictionary<string, string?>? Metadata { get; init; }
    }

    internal sealed record StandingBody(bool IsLeader, long Term, string Leader, DateTimeOffset ExpiresAt);

    internal sealed record CandidateBody(string Id, int Priority, DateTimeOffset Since, IReadOnlyDictionary<string, string> Metadata);

    internal sealed record TermBody(long Term, string Leader, DateTimeOffset From, DateTimeOffset? To, LeaderTermEnd? End);
}
