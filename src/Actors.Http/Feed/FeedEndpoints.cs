using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Feed;

/// <summary>The feed as server-sent events. The id of each is the cursor to resume after it.</summary>
internal static class FeedEndpoints
{
    internal static void MapFeed(this IEndpointRouteBuilder v1) => v1.MapGet("/events", FollowAsync)
        .WithName("FollowEvents").WithSummary("Follows committed events as server-sent events.").WithTags("Events")
        .Produces<EventBody>(StatusCodes.Status200OK, "text/event-stream").WithMetadata(RequestLoad.Streams);

    private static async Task<IResult> FollowAsync(HttpContext http, ActorsClient actors, string? kind, string? prefix, string? after)
    {
        RequestHeaders.OnlyQuery(http.Request, "kind", "prefix", "after");
        var resume = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? id : after;
        var request = new ReadFeed { After = resume, Kind = kind, Prefix = prefix ?? "" };

        // The first read is done before the stream begins, so that a bad cursor is a problem and not a broken stream.
        var first = await actors.Events.ReadAsync(request, http.RequestAborted).ConfigureAwait(false);
        return first.Refusal is { } refusal
            ? Problems.From(refusal)
            : new EventStream<EventBody>(StreamAsync(first, request, actors, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<EventBody>> StreamAsync(
        FeedBatch first, ReadFeed request, ActorsClient actors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var read in first.Events) yield return Item(read);
        await foreach (var read in actors.Events.FollowAsync(first.Next, request.Kind, request.Prefix, cancellationToken).ConfigureAwait(false))
        {
            yield return Item(read);
        }
    }

    private static SseItem<EventBody> Item(FeedEvent read) => new(
        new EventBody(read.Kind, read.Key, read.Version, read.Type, read.At, JsonDocument.Parse(read.Data).RootElement), read.Type)
    {
        EventId = read.Cursor,
    };

    internal sealed record EventBody(string Kind, string Key, long Version, string Type, DateTimeOffset At, JsonElement Data);
}
