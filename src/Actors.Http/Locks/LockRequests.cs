using System.Collections.Immutable;
using Actors.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using static Actors.Locks.LockBodies;

namespace Actors.Locks;

/// <summary>Makes commands of HTTP requests.</summary>
internal static class LockRequests
{
    internal static AcquireLock Acquire(AcquireBody body, string requestId)
    {
        if (body.Mode is not (null or "exclusive")) throw RequestHeaders.Refuse($"'mode' is '{body.Mode}'; it takes 'exclusive'. Shared locks and semaphores are not offered.");
        if (body.Permits is not null) throw RequestHeaders.Refuse("'permits' belongs to semaphores, which are not offered. Leave it out.");
        if (body.Session is not null) throw RequestHeaders.Refuse("'session' is not offered: each lease is renewed by itself. Leave it out.");
        return new AcquireLock
        {
            RequestId = requestId,
            Owner = body.Owner,
            Ttl = Ttl(body.TtlSeconds) ?? LockRules.TtlDefault,
            Metadata = Metadata(body.Metadata),
        };
    }

    internal static async Task<TimeSpan?> RenewalAsync(HttpRequest request)
    {
        // A renewal without a body is for as long as was asked for at first.
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return null;
        return Ttl((await JsonBody.ReadAsync<RenewBody>(request).ConfigureAwait(false)).TtlSeconds);
    }

    internal static LockStatus? State(HttpRequest request)
    {
        if (!request.Query.TryGetValue("state", out var state)) return null;
        return state.ToString() switch
        {
            "free" => LockStatus.Free,
            "held" => LockStatus.Held,
            _ => throw RequestHeaders.Refuse("'state' takes 'free' or 'held'."),
        };
    }

    private static TimeSpan? Ttl(double? seconds)
        => seconds is { } given ? Seconds.Read("ttlSeconds", given, LockRules.TtlMin, LockRules.TtlMax) : null;

    private static ImmutableSortedDictionary<string, string> Metadata(ImmutableDictionary<string, string?>? metadata)
    {
        if (metadata is null) return ImmutableSortedDictionary<string, string>.Empty;
        return metadata.ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => pair.Value ?? throw RequestHeaders.Refuse($"'metadata.{pair.Key}' is null; it takes a string."),
            StringComparer.Ordinal);
    }
}
