using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>What HTTP callers send and get. Not the wire's records: two contracts, two lives.</summary>
internal static class LockBodies
{
    internal static LeaseBody Of(LockLease lease) => new(lease.LeaseId, lease.FencingToken, lease.Ttl.TotalSeconds, lease.ExpiresAt);

    internal static LockBody Of(LockDescription description) => new(
        description.Name,
        Word(description.State),
        description.Mode is { } mode ? Word(mode) : null,
        [.. description.Holders.Select(Of)],
        description.Waiting,
        description.LastToken,
        description.Version,
        description.BlockedSince is null ? null : "transaction",
        description.BlockedSince);

    internal static WaiterBody Of(LockWaiter waiter)
        => new(waiter.RequestId, waiter.Owner, Word(LockMode.Exclusive), waiter.Position, waiter.Since, waiter.Metadata);

    internal static GrantBody Of(LockGrant grant) => new(
        grant.LeaseId, grant.Owner, grant.FencingToken, grant.AcquiredAt, grant.EndedAt, Word(grant.How), grant.Reason);

    private static HolderBody Of(LockHolder holder)
        => new(holder.LeaseId, holder.Owner, holder.FencingToken, holder.AcquiredAt, holder.ExpiresAt, holder.Metadata);

    private static string Word<T>(T value)
        where T : struct, Enum
        => Commands.CommandNames.Kebab(value.ToString());

    internal sealed record AcquireBody(
        string Owner,
        double? TtlSeconds = null,
        string? Mode = null,
        int? Permits = null,
        string? Session = null,
        ImmutableDictionary<string, string?>? Metadata = null);

    internal sealed record RenewBody(double? TtlSeconds = null);

    internal sealed record BreakBody(string Reason);

    internal sealed record LeaseBody(string LeaseId, long FencingToken, double TtlSeconds, DateTimeOffset ExpiresAt);

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
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? BlockedSince);

    internal sealed record HolderBody(
        string LeaseId,
        string Owner,
        long FencingToken,
        DateTimeOffset AcquiredAt,
        DateTimeOffset ExpiresAt,
        ImmutableSortedDictionary<string, string> Metadata);

    internal sealed record WaiterBody(
        string RequestId, string Owner, string Mode, int Position, DateTimeOffset Since, ImmutableSortedDictionary<string, string> Metadata);

    internal sealed record GrantBody(
        string LeaseId,
        string Owner,
        long FencingToken,
        DateTimeOffset AcquiredAt,
        DateTimeOffset EndedAt,
        string How,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);
}
