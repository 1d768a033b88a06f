using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Actors.Feed;

/// <summary>
/// Writes server-sent events. The headers go out at once: with the framework's own result a caller of a quiet feed would not
/// even learn that it is connected.
/// </summary>
internal sealed class EventStream<T>(IAsyncEnumerable<SseItem<T>> events) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        await response.Body.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
        await SseFormatter.WriteAsync(
            events,
            response.Body,
            static (item, buffer) =>
            {
                using var writer = new Utf8JsonWriter(buffer);
                JsonSerializer.Serialize(writer, item.Data, ActorsJson.Options);
            },
            httpContext.RequestAborted).ConfigureAwait(false);
    }
}
