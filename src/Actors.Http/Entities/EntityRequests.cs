using Actors.Requests;
using Microsoft.AspNetCore.Http;

namespace Actors.Entities;

/// <summary>Reads the headers and parameters of entity requests.</summary>
internal static class EntityRequests
{
    internal static ExecuteOptions Options(HttpRequest request)
    {
        var match = RequestHeaders.IfMatch(request);
        var none = RequestHeaders.IfNoneMatch(request);
        if (match is not null && none is not null) throw RequestHeaders.Refuse("'If-Match' and 'If-None-Match' do not go together. Send one of them.");
        if (none is not null and not RequestHeaders.AnyVersion) throw RequestHeaders.Refuse("'If-None-Match' takes only * here: create, but do not replace.");
        if (match == 0) throw RequestHeaders.Refuse("'If-Match' takes a version of 1 or more. Send 'If-None-Match: *' for what must not exist yet.");
        var key = RequestHeaders.IdempotencyKey(request);
        return new ExecuteOptions
        {
            RequestId = key,
            AtMostOnce = key is null,
            IfVersion = none is not null ? 0 : match is RequestHeaders.AnyVersion ? null : match,
            IfExists = match is RequestHeaders.AnyVersion,
            Fence = FenceHeader.Read(request),
        };
    }

    internal static ListEntities List(HttpRequest request, string type)
    {
        RequestHeaders.OnlyQuery(request, "prefix", "tag", "limit", "cursor");
        return new ListEntities
        {
            Type = type,
            Prefix = RequestHeaders.One(request, "prefix") ?? "",
            Tag = RequestHeaders.One(request, "tag"),
            Limit = RequestHeaders.Limit(request),
            Cursor = RequestHeaders.One(request, "cursor"),
        };
    }
}
