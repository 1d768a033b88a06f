namespace Actors.Locks;

/// <summary>A request whose turn it is, and when its open poll came in by the activation's monotonic time.</summary>
internal sealed record LockCall(AcquireLock Request, TimeSpan PolledAt);
