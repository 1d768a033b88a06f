using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Requests;

/// <summary>Checks what routing would let through.</summary>
internal static class RequestPath
{
    /// <summary>
    /// Refuses an encoded '/' in the path. It is not decoded on the way to a handler, so it would pass as the three characters
    /// "%2F" of another name.
    /// </summary>
    internal static void RefuseEncodedSlash(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.AsSpan(0, target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? query : target.Length);
        if (!path.Contains("%2F", StringComparison.OrdinalIgnoreCase)) return;
        throw new RefusedException(new Refusal(ErrorCode.InvalidKey, "The path has an encoded '/' (%2F), but no name has a '/'. Use another name."));
    }
}
