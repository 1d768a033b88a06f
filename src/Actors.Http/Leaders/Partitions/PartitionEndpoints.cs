using System.Globalization;
using Actors.Leases;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Actors.Leaders.Partitions.PartitionBodies;

namespace Actors.Leaders.Partitions;

/// <summary>Partition groups over HTTP.</summary>
internal static class PartitionEndpoints
{
    internal static void MapPartitions(this IEndpointRouteBuilder v1)
    {
        var groups = v1.MapGroup("/groups").WithTags("Partition groups");
        groups.MapPut("/{group}/members/{id}", HeartbeatAsync).WithName("HeartbeatMember")
            .WithSummary("Joins a partition group, or heartbeats and acknowledges what was revoked; repeatable.")
            .Accepts<HeartbeatBody>("application/json").Produces<JoinedBody>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        groups.MapDelete("/{group}/members/{id}", LeaveAsync).WithName("LeaveGroup")
            .WithSummary("Leaves a partition group and frees what the member had, whose work has stopped; repeatable.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest);
        groups.MapGet("/{group}", DescribeAsync).WithName("DescribeGroup")
            .WithSummary("A partition group; with If-None-Match and 'Prefer: wait=N' its next change.")
            .Produces<GroupBody>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest);
        groups.MapGet("", ListAsync).WithName("ListGroups").WithSummary("Partition groups by name.")
            .Produces<ListBody<GroupBody>>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> HeartbeatAsync(HttpContext http, ActorsClient actors, string group, string id)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var body = await JsonBody.ReadAsync<HeartbeatBody>(http.Request).ConfigureAwait(false);
        var heartbeat = new MemberHeartbeat
        {
            Member = id,
            Ttl = body.TtlSeconds is { } seconds
                ? Seconds.Read("ttlSeconds", seconds, LeaseRules.TtlMin, LeaseRules.TtlMax)
                : LeaseRules.TtlDefault,
            Partitions = body.Partitions,
            Capacity = body.Capacity,
            Metadata = MetadataBody.Read(body.Metadata),
            Released = [.. (body.Released ?? []).Select(Read)],
            Membership = body.Membership,
        };
        return await actors.Leaders.Partitions.HeartbeatAsync(group, heartbeat, http.RequestAborted).ConfigureAwait(false) switch
        {
            PartitionReply.Joined joined => Results.Ok(Of(joined)),
            PartitionReply.Refused refused => Problems.From(refused.Refusal),
            var reply => throw new InvalidOperationException($"A heartbeat was answered with '{reply}'."),
        };
    }

    private static async Task<IResult> LeaveAsync(HttpContext http, ActorsClient actors, string group, string id)
    {
        RequestHeaders.OnlyQuery(http.Request, "membership");
        await actors.Leaders.Partitions.LeaveAsync(group, id, Membership(http.Request), http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> DescribeAsync(HttpContext http, ActorsClient actors, string group)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var wait = RequestHeaders.Wait(http.Request);
        var seen = RequestHeaders.IfNoneMatch(http.Request);
        if (seen == RequestHeaders.AnyVersion)
        {
            throw RequestHeaders.Refuse("'If-None-Match' takes one generation in double quotes here, such as \"7\": every group can be read, so * is never answered.");
        }

        var found = seen is { } generation
            ? await actors.Leaders.Partitions.WaitAsync(group, generation, wait, http.RequestAborted).ConfigureAwait(false)
            : await actors.Leaders.Partitions.DescribeAsync(group, http.RequestAborted).ConfigureAwait(false);
        http.Response.Headers.ETag = RequestHeaders.ETag(found.Generation);
        return found.Generation == seen ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(Of(found));
    }

    private static async Task<IResult> ListAsync(HttpContext http, ActorsClient actors)
    {
        RequestHeaders.OnlyQuery(http.Request, "prefix", "limit", "cursor");
        var request = new ListGroups
        {
            Prefix = RequestHeaders.One(http.Request, "prefix") ?? "",
            Limit = RequestHeaders.Limit(http.Request),
            Cursor = RequestHeaders.One(http.Request, "cursor"),
        };
        var page = await actors.Leaders.Partitions.ListAsync(request, http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<GroupBody>([.. page.Items.Select(Of)], page.NextCursor));
    }

    private static PartitionTerm Read(TermBody? released) => released is { } term
        ? new PartitionTerm(term.Partition, term.Term)
        : throw RequestHeaders.Refuse("'released' has a null; it takes objects of 'partition' and 'term'.");

    private static long? Membership(HttpRequest request)
    {
        if (RequestHeaders.One(request, "membership") is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var membership)
            ? membership
            : throw RequestHeaders.Refuse("'membership' takes the number that the heartbeat was answered with.");
    }
}
