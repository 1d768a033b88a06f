using Actors.Records;

namespace Actors.Leases;

/// <summary>The arithmetic of leases. Durations only, on one process's monotonic clock.</summary>
public static class LeaseMachine
{
    /// <summary>The bound on how much faster this process's clock may run than a holder's: 5 %.</summary>
    public const double ClockRateBound = 0.05;

    /// <summary>How long after its last renewal a lease is kept: the TTL and the clock rate's bound.</summary>
    public static TimeSpan Grace(TimeSpan ttl) => ttl * (1 + ClockRateBound);

    public static bool HasExpired(Lease lease, Moment now) => now.Elapsed - lease.RenewedAt >= Grace(lease.Ttl);

    /// <summary>How long until the lease may be given to another; never negative.</summary>
    public static TimeSpan Remaining(Lease lease, Moment now)
    {
        var left = Grace(lease.Ttl) - (now.Elapsed - lease.RenewedAt);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>When a holder that renews no more stops trusting the lease, for people; never before now.</summary>
    public static DateTimeOffset ExpiresAt(Lease lease, Moment now)
    {
        var left = lease.Ttl - (now.Elapsed - lease.RenewedAt);
        return now.Utc + (left < TimeSpan.Zero ? TimeSpan.Zero : left);
    }

    /// <summary>
    /// Renews; never brings the end forward. A holder that did not hear of this renewal still trusts the one before, so a
    /// shorter TTL takes hold only as far as the old end allows.
    /// </summary>
    public static TLease Renew<TLease>(TLease lease, TimeSpan ttl, Moment now)
        where TLease : Lease
    {
        var left = lease.Ttl - (now.Elapsed - lease.RenewedAt);
        return (TLease)(lease with { Ttl = ttl > left ? ttl : left, RenewedAt = now.Elapsed });
    }
}
