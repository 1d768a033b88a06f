using Actors.Leases;
using Actors.Records;

namespace Actors.Locks;

/// <summary>When what happens to a lock by itself. What safety rests on is monotonic; what only people asked for is not.</summary>
internal static class LockTimes
{
    /// <summary>
    /// Whether a hold has run out: a full TTL, and 5 % for clock rates, after it was last known to be renewed, or after its
    /// session was told that it is lost.
    /// </summary>
    internal static bool HasEnded(LockHold hold, Moment now) => hold.Session is null
        ? LeaseMachine.HasExpired(hold, now)
        : hold.Noted && now.Elapsed - hold.NotedAt >= LeaseMachine.Grace(hold.Ttl);

    /// <summary>Whether it was asked back and the grace is over: it is not renewed any more, and so runs out.</summary>
    internal static bool IsRevoked(LockHold hold, Moment now) => hold.Revocation?.Deadline <= now.Utc;

    internal static bool IsOverheld(LockHold hold, Moment now)
        => hold is { MaxHold: { } most, Revocation: null } && now.Utc - hold.AcquiredAt >= most;

    internal static bool IsOver(LockDelayState delay, Moment now) => now.Elapsed - delay.Since >= LeaseMachine.Grace(delay.Length);

    /// <summary>When a hold ends unless it is renewed, for people.</summary>
    internal static DateTimeOffset ExpiresAt(LockHold hold, Moment now)
        => hold.Session is null ? LeaseMachine.ExpiresAt(hold, now) : now.Utc + hold.Ttl;

    /// <summary>How long until the lock may be free for others, as far as that is up to time; null if it is up to sessions.</summary>
    internal static TimeSpan? FreeIn(LockState state, Moment now)
    {
        TimeSpan? longest = null;
        foreach (var hold in state.Holders)
        {
            if (EndsIn(hold, now) is { } left && !(longest >= left)) longest = left;
        }

        return longest;
    }

    /// <summary>How long until time alone changes something, and so until the lock has to be looked at; null if it never does.</summary>
    internal static TimeSpan? NextLook(LockState state, Moment now)
    {
        var next = state.Delay is { } delay && !IsOver(delay, now) ? LeaseMachine.Grace(delay.Length) - (now.Elapsed - delay.Since) : (TimeSpan?)null;
        foreach (var hold in state.Holders)
        {
            Sooner(EndsIn(hold, now));
            if (hold.Revocation is { } revocation && hold is { Session: not null, Noted: false }) Sooner(revocation.Deadline - now.Utc);
            else if (hold is { MaxHold: { } most, Revocation: null }) Sooner(hold.AcquiredAt + most - now.Utc);
        }

        return next;

        void Sooner(TimeSpan? other)
        {
            if (other is { } at && !(next <= at)) next = at > TimeSpan.Zero ? at : TimeSpan.Zero;
        }
    }

    private static TimeSpan? EndsIn(LockHold hold, Moment now)
    {
        if (hold.Session is null) return LeaseMachine.Remaining(hold, now);
        return hold.Noted ? LeaseMachine.Grace(hold.Ttl) - (now.Elapsed - hold.NotedAt) : null;
    }
}
