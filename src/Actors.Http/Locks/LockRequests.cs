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
        return new AcquireLock
        {
            RequestId = requestId,
            Owner = body.Owner,
            Ttl = Ttl(body.TtlSeconds) ?? LeaseRules.TtlDefault,
            Metadata = MetadataBody.Read(body.Metadata) ?? ImmutableSortedDictionary<string, string>.Empty,
            Mode = body.Mode is { } mode ? Mode(mode) : LockMode.Exclusive,
            Permits = body.Permits,
            Session = body.Session,
            Scope = body.Scope,
            DeadlockPriority = body.DeadlockPriority ?? 0,
            LockDelay = body.LockDelaySeconds is { } delay ? Seconds.Read("lockDelaySeconds", delay, TimeSpan.Zero, LockRules.LockDelayMax) : TimeSpan.Zero,
            MaxHold = body.MaxHoldSeconds is { } most ? Seconds.Read("maxHoldSeconds", most, LockRules.MaxHoldMin, LockRules.MaxHoldMax) : null,
        };
    }

    internal static LockMode Mode(string word) => word switch
    {
        "exclusive" => LockMode.Exclusive,
        "shared" => LockMode.Shared,
        "upgradeable" => LockMode.Upgradeable,
        "semaphore" => LockMode.Semaphore,
        _ => throw RequestHeaders.Refuse($"'mode' is '{word}'; it takes exclusive, shared, upgradeable or semaphore."),
    };

    internal static TimeSpan Grace(double seconds) => Seconds.Read("graceSeconds", seconds, TimeSpan.Zero, LockRules.RevokeGraceMax);

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
