using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Requests;

/// <summary>What a request asks of the process while it is under way.</summary>
/// <param name="Waits">Whether it is held open with nothing to do: a long poll or an event stream.</param>
/// <param name="Key">Which thing it is for: the beginning of its path.</param>
/// <param name="BodyBytes">How long its body is, or may be.</param>
internal readonly record struct RequestLoad(bool Waits, string Key, long BodyBytes)
{
    /// <summary>/v1, a pillar and two more: every path of one thing begins so, but for what only its own longer paths share.</summary>
    private const int KeySegments = 4;

    // Most bodies are far smaller; how many there are is bounded all the same.
    private const long UnknownBytes = 64 * 1024;

    /// <summary>Endpoint metadata: it answers with an event stream.</summary>
    internal static object Streams { get; } = new StreamMark();

    internal static RequestLoad Of(HttpContext context)
    {
        var request = context.Request;
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
        return new RequestLoad(
            RequestHeaders.Waits(request) || context.GetEndpoint()?.Metadata.GetMetadata<StreamMark>() is not null,
            KeyOf(request.Path.Value ?? ""),
            hasBody ? Math.Min(request.ContentLength ?? UnknownBytes, JsonBody.BytesMax) : 0);
    }

    private static string KeyOf(string path)
    {
        var end = 0;
        for (var segment = 0; segment < KeySegments && end < path.Length; segment++)
        {
            var next = path.IndexOf('/', end + 1);
            end = next < 0 ? path.Length : next;
        }

        return path[..end];
    }

    private sealed class StreamMark;
}
