using System.Collections.Immutable;
using Actors.Leases;
using Actors.Requests;
using Microsoft.AspNetCore.Http;
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
            Ttl = Ttl(body.TtlSeconds) ?? LeaseRules.TtlDefault,
            Metadata = MetadataBody.Read(body.Metadata) ?? ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    /// <summary>The TTL that a renewal asks for. Without a body it is what was asked for at first: null.</summary>
    internal static async Task<TimeSpan?> RenewalAsync(HttpRequest request)
        => Ttl((await JsonBody.ReadOptionalAsync<RenewBody>(request).ConfigureAwait(false))?.TtlSeconds);

    internal static ListLocks List(HttpRequest request)
    {
        RequestHeaders.OnlyQuery(request, "prefix", "state", "limit", "cursor");
        return new ListLocks
        {
            Prefix = RequestHeaders.One(request, "prefix") ?? "",
            State = State(request),
            Limit = RequestHeaders.Limit(request),
            Cursor = RequestHeaders.One(request, "cursor"),
        };
    }

    private static LockStatus? State(HttpRequest request) => RequestHeaders.One(request, "state") switch
    {
        null => null,
        "free" => LockStatus.Free,
        "held" => LockStatus.Held,
        _ => throw RequestHeaders.Refuse("'state' takes 'free' or 'held'."),
    };

    private static TimeSpan? Ttl(double? seconds)
        => seconds is { } given ? Seconds.Read("ttlSeconds", given, LeaseRules.TtlMin, LeaseRules.TtlMax) : null;
}
