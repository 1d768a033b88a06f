using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Locks;

/// <summary>Makes descriptions of states.</summary>
internal static class LockViews
{
    /// <summary>A lock as its own grain sees it.</summary>
    internal static LockDescription Describe(string name, RecordImage<LockState> image, LockQueue queue, DescribeLock query, Moment now)
    {
        var lease = image.State?.Holder is { } holder && !LeaseMachine.HasExpired(holder, now) ? holder : null;
        return Describe(name, image.State, image.Version, lease, lease is null ? default : LeaseMachine.ExpiresAt(lease, now)) with
        {
            Waiting = queue.Seats.Count,
            Waiters = query.Waiters ? [.. queue.Seats.Select(Describe)] : [],
            History = query.History && image.State is { } state ? [.. state.History.Select(Describe)] : [],
        };
    }

    /// <summary>A lock as it was last stored. A held lock's row was last written by its grant or its last renewal.</summary>
    internal static LockDescription Describe(StoredRecord record)
    {
        var state = StateJson.Read<LockState>(record.State);
        return Describe(record.Key.Key, state, record.Version, state.Holder, record.UpdatedAt + (state.Holder?.Ttl ?? TimeSpan.Zero));
    }

    private static LockDescription Describe(string name, LockState? state, long version, Lease? lease, DateTimeOffset expiresAt) => new()
    {
        Name = name,
        State = lease is null ? LockStatus.Free : LockStatus.Held,
        Mode = lease is null ? null : LockMode.Exclusive,
        Holders = lease is null ? ImmutableArray<LockHolder>.Empty : [Describe(lease, expiresAt)],
        LastToken = state?.LastToken ?? version,
        Version = version,
    };

    private static LockHolder Describe(Lease lease, DateTimeOffset expiresAt) => new()
    {
        LeaseId = lease.Id,
        Owner = lease.Owner,
        FencingToken = lease.Token,
        AcquiredAt = lease.AcquiredAt,
        ExpiresAt = expiresAt,
        Metadata = lease.Metadata,
    };

    private static LockWaiter Describe(LockSeat seat, int index) => new()
    {
        RequestId = seat.Request.RequestId,
        Owner = seat.Request.Owner,
        Position = index + 1,
        Since = seat.Since,
        Metadata = seat.Request.Metadata,
    };

    private static LockGrant Describe(EndedLease ended) => new()
    {
        LeaseId = ended.LeaseId,
        Owner = ended.Owner,
        FencingToken = ended.FencingToken,
        AcquiredAt = ended.AcquiredAt,
        EndedAt = ended.EndedAt,
        How = ended.How,
        Reason = ended.Reason,
    };
}
