using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>What HTTP callers send and get. Not the wire's records: two contracts, two lives.</summary>
internal static class LockBodies
{
    internal static LeaseBody Of(LockLease lease) => new(
        lease.LeaseId, lease.FencingToken, lease.Ttl.TotalSeconds, lease.ExpiresAt, Unusual(lease.Mode), Of(lease.Revocation));

    internal static LockBody Of(LockDescription description) => new(
        description.Name,
        Word(description.State),
        description.Mode is { } mode ? Word(mode) : null,
        [.. description.Holders.Select(Of)],
        description.Waiting,
        description.LastToken,
        description.Version,
        description.BlockedSince is null ? null : "transaction",
        description.BlockedSince,
        description.Permits,
        description.DelayedUntil);

    internal static WaiterBody Of(LockWaiter waiter)
        => new(
            waiter.RequestId, waiter.Owner, Word(waiter.Mode), waiter.Position, waiter.Since, waiter.Metadata, waiter.Session, waiter.Scope, waiter.Upgrades);

    internal static GrantBody Of(LockGrant grant) => new(
        grant.LeaseId, grant.Owner, grant.FencingToken, grant.AcquiredAt, grant.EndedAt, Word(grant.How), grant.Reason, Unusual(grant.Mode));

    private static HolderBody Of(LockHolder holder)
        => new(
            holder.LeaseId,
            holder.Owner,
            holder.FencingToken,
            holder.AcquiredAt,
            holder.ExpiresAt,
            holder.Metadata,
            Unusual(holder.Mode),
            holder.Session,
            holder.Scope,
            Of(holder.Revocation));

    private static RevocationBody? Of(LockRevocation? revocation)
        => revocation is null ? null : new RevocationBody(revocation.Reason, revocation.RequestedAt, revocation.Deadline);

    /// <summary>Exclusive is what everybody expects, and is left out where a lease is shown.</summary>
    private static string? Unusual(LockMode mode) => mode == LockMode.Exclusive ? null : Word(mode);

    private static string Word<T>(T value)
        where T : struct, Enum
        => Commands.CommandNames.Kebab(value.ToString());

    internal sealed record AcquireBody(
        string Owner,
        double? TtlSeconds = null,
        string? Mode = null,
        int? Permits = null,
        string? Session = null,
        ImmutableDictionary<string, string?>? Metadata = null,
        string? Scope = null,
        int? DeadlockPriority = null,
        double? LockDelaySeconds = null,
        double? MaxHoldSeconds = null);

    internal sealed record ConvertBody(string Mode, long FencingToken);

    internal sealed record PermitsBody(int Permits);

    internal sealed record RevokeBody(long FencingToken, string Reason, double GraceSeconds);

    internal sealed record RevocationBody(string Reason, DateTimeOffset RequestedAt, DateTimeOffset Deadline);

    internal sealed record RenewBody(double? TtlSeconds = null);

    internal sealed record BreakBody(string Reason);

    internal sealed record LeaseBody(
        string LeaseId,
        long FencingToken,
        double TtlSeconds,
        DateTimeOffset ExpiresAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mode = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RevocationBody? Revocation = null);

    internal sealed record CheckBody(string Name, long FencingToken);

    internal sealed record LockBody(
        string Name,
        string State,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mode,
        IReadOnlyList<HolderBody> Holders,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Waiting,
        long LastToken,
        long Version,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BlockedBy,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? BlockedSince,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Permits,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DelayedUntil);

    internal sealed record HolderBody(
        string LeaseId,
        string Owner,
        long FencingToken,
        DateTimeOffset AcquiredAt,
        DateTimeOffset ExpiresAt,
        ImmutableSortedDictionary<string, string> Metadata,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mode = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scope = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RevocationBody? Revocation = null);

    internal sealed record WaiterBody(
        string RequestId,
        string Owner,
        string Mode,
        int Position,
        DateTimeOffset Since,
        ImmutableSortedDictionary<string, string> Metadata,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scope = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Upgrades = null);

    internal sealed record GrantBody(
        string LeaseId,
        string Owner,
        long FencingToken,
        DateTimeOffset AcquiredAt,
        DateTimeOffset EndedAt,
        string How,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mode = null);
}
