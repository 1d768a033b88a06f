using System.Collections.Immutable;
using System.Globalization;

namespace Actors.Locks;

/// <summary>Which holds go together.</summary>
internal static class LockModes
{
    /// <summary>How many may hold a lock at once whatever its permits are, and how much they may weigh: they are one row.</summary>
    private const int HoldersMax = 1000;

    private const int HoldersCharactersMax = 300_000;

    internal static bool GoesWith(LockMode one, LockMode other) => (one, other) is
        (LockMode.Shared, LockMode.Shared or LockMode.Upgradeable) or (LockMode.Upgradeable, LockMode.Shared);

    /// <summary>Whether one more hold of this mode goes with those that there are.</summary>
    internal static bool Fits(LockMode mode, ImmutableArray<LockHold> holders, int? permits)
    {
        if (holders.IsEmpty) return true;
        if (mode == LockMode.Semaphore) return holders[0].Mode == LockMode.Semaphore && holders.Length < permits && HaveRoom(holders);
        foreach (var holder in holders)
        {
            if (!GoesWith(mode, holder.Mode)) return false;
        }

        return HaveRoom(holders);
    }

    /// <summary>Why a request does not go with what the lock is used as; null if it does.</summary>
    /// <param name="request">The request.</param>
    /// <param name="used">How it is held, or wanted by those who wait; null if it is free and nobody waits.</param>
    /// <param name="permits">How many permits it has.</param>
    internal static LockReply.Refused? Refuse(AcquireLock request, LockMode? used, int? permits)
    {
        var counts = request.Mode == LockMode.Semaphore;
        if (used is { } mode && counts != (mode == LockMode.Semaphore))
        {
            return Conflict(
                $"The lock is in use as {(counts ? "a lock of readers and writers" : "a semaphore")}. Use it so, wait until it is free, or use another name.",
                mode, permits);
        }

        if (!counts) return null;
        if (used is not null && request.Permits is { } asked && asked != permits)
        {
            return Conflict($"The semaphore has {permits} permit{(permits == 1 ? "" : "s")}, not {asked}. Ask without a number, or change it: all holders have to agree.", used.Value, permits);
        }

        return request.Permits is null && permits is null
            ? new LockReply.Refused(new Refusal(ErrorCode.InvalidRequest, "Nobody has said yet how many permits the semaphore has. Give 'permits'."))
            : null;
    }

    private static bool HaveRoom(ImmutableArray<LockHold> holders)
    {
        var characters = 0;
        foreach (var holder in holders)
        {
            characters += 400 + holder.Owner.Length;
            foreach (var (key, value) in holder.Metadata) characters += key.Length + value.Length;
        }

        return holders.Length < HoldersMax && characters < HoldersCharactersMax;
    }

    private static LockReply.Refused Conflict(string detail, LockMode used, int? permits)
    {
        var refusal = new Refusal(ErrorCode.LockModeConflict, detail).With("mode", Commands.CommandNames.Kebab(used.ToString()));
        return new LockReply.Refused(permits is { } number && used == LockMode.Semaphore
            ? refusal.With("permits", number.ToString(CultureInfo.InvariantCulture))
            : refusal);
    }
}
