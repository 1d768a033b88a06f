namespace Actors.Locks;

/// <summary>
/// A request with an open poll, and when that came in by the activation's monotonic time. An upgrade is one too: its request id
/// is the lease to upgrade, and <paramref name="Upgrades"/> the token of that, which else is null.
/// </summary>
internal sealed record LockCall(AcquireLock Request, TimeSpan PolledAt, LockSessionRef Session = default, long? Upgrades = null);
