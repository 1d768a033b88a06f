using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Locks;

/// <summary>Makes descriptions of states.</summary>
internal static class LockViews
{
    /// <summary>A lock as its own grain sees it.</summary>
    internal static LockDescription Describe(
        string name, RecordImage<LockState> image, LockQueue queue, LockMemory memory, DescribeLock query, Moment now)
    {
        ImmutableArray<LockHold> holders = image.State is { } state ? [.. state.Holders.Where(hold => !LockTimes.HasEnded(hold, now))] : [];
        return Describe(name, image.State, image.Version, holders, hold => LockTimes.ExpiresAt(hold, now)) with
        {
            Waiting = queue.Count,
            Waiters = query.Waiters ? [.. queue.Seats.Select(Describe)] : [],
            History = query.History ? History(image.State, memory) : [],
            DelayedUntil = image.State?.Delay is { } delay && !LockTimes.IsOver(delay, now) ? now.Utc + LeaseMachine.Grace(delay.Length) - (now.Elapsed - delay.Since) : null,
        };
    }

    /// <summary>A lock as it was last stored. A held lock's row was last written by its last grant, renewal or release.</summary>
    internal static LockDescription Describe(StoredRecord record)
    {
        var state = StateJson.Read<LockState>(record.State);
        return Describe(record.Key.Key, state, record.Version, state.Holders, hold => record.UpdatedAt + hold.Ttl);
    }

    /// <summary>For the search of deadlocks.</summary>
    internal static LockTrace Trace(RecordImage<LockState> image, LockQueue queue, Moment now) => new()
    {
        Holders = image.State is { } state ? [.. state.Holders.Where(hold => !LockTimes.HasEnded(hold, now)).Select(Trace)] : [],
        Waiters = [.. queue.Seats.Where(seat => seat.ClosedAt is null).Select(Trace)],
        Permits = image.State is { Holders: [{ Mode: LockMode.Semaphore }, ..] } semaphore ? semaphore.Permits : null,
    };

    private static LockDescription Describe(
        string name, LockState? state, long version, ImmutableArray<LockHold> holders, Func<LockHold, DateTimeOffset> expiresAt) => new()
        {
            Name = name,
            State = holders.IsEmpty ? LockStatus.Free : LockStatus.Held,
            Mode = holders switch
            {
                [] => null,
                [var only] => only.Mode,

                // Beside an upgradeable holder there are shared ones: readers.
                [var first, ..] => first.Mode == LockMode.Semaphore ? LockMode.Semaphore : LockMode.Shared,
            },
            Holders = [.. holders.Select(hold => Describe(hold, expiresAt(hold)))],
            LastToken = state?.LastToken ?? version,
            Version = version,
            Permits = state?.Permits,
        };

    private static ImmutableArray<LockGrant> History(LockState? state, LockMemory memory)
    {
        var shown = memory.Shown.Select(ended => ended.LeaseId + "/" + ended.FencingToken).ToHashSet();
        IEnumerable<EndedLease> stored = state is null ? [] : state.History;
        return [.. memory.Shown.Concat(stored.Where(ended => !shown.Contains(ended.LeaseId + "/" + ended.FencingToken))).Select(Describe)];
    }

    private static LockHolder Describe(LockHold hold, DateTimeOffset expiresAt) => new()
    {
        LeaseId = hold.Id,
        Owner = hold.Owner,
        FencingToken = hold.Token,
        AcquiredAt = hold.AcquiredAt,
        ExpiresAt = expiresAt,
        Metadata = hold.Metadata,
        Mode = hold.Mode,
        Session = hold.Session,
        Scope = hold.Scope,
        Revocation = hold.Revocation,
    };

    private static LockWaiter Describe(LockSeat seat, int index) => new()
    {
        RequestId = seat.Request.RequestId,
        Owner = seat.Request.Owner,
        Position = index + 1,
        Since = seat.Since,
        Metadata = seat.Request.Metadata,
        Mode = seat.Request.Mode,
        Session = seat.Request.Session,
        Scope = seat.Request.Scope,
        Upgrades = seat.Upgrades is null ? null : seat.Request.RequestId,
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
        Mode = ended.Mode,
    };

    private static LockTraceEntry Trace(LockHold hold) => new()
    {
        LeaseId = hold.Id,
        Scope = hold.Scope,
        Owner = hold.Owner,
        Mode = hold.Mode,
        FencingToken = hold.Token,
        Priority = hold.DeadlockPriority,
        Since = hold.AcquiredAt,
    };

    private static LockTraceEntry Trace(LockSeat seat) => new()
    {
        LeaseId = seat.Request.RequestId,
        Scope = seat.Request.Scope,
        Owner = seat.Request.Owner,
        Mode = seat.Request.Mode,
        Priority = seat.Request.DeadlockPriority,
        Since = seat.Since,
    };
}
