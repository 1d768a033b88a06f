namespace Actors.Locks;

/// <summary>How locks are kept and waited for. Section <c>Actors:Locks</c>.</summary>
public sealed class LockOptions
{
    /// <summary>How many requests may wait for one lock; more are refused. 1 to 100,000. Default: 1,000.</summary>
    public int WaitersMax { get; set; } = 1000;

    /// <summary>
    /// How long one poll waits at most; waiters poll again by themselves. Longer saves calls; shorter notices sooner that a
    /// waiter has gone. 100 ms to 10 s. Default: 5 s.
    /// </summary>
    public TimeSpan PollSlice { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a lock that has moved to another silo waits for those who stood in line before it lets newer ones pass, and how
    /// long a turn is kept for a waiter between two polls. Zero to 10 s. Default: 1 s.
    /// </summary>
    public TimeSpan ReattachWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a free lock that nobody uses is remembered, with its history. Its tokens go on rising after that too. 1 min to
    /// 365 days. Default: 1 h.
    /// </summary>
    public TimeSpan IdleRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a holder may take to give a lock back once its maximum hold is over; then it is not renewed any more. Zero to 24 h.
    /// Default: 10 s.
    /// </summary>
    public TimeSpan RevokeGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the end of a session's grant may be put off that was released with <see cref="ReleaseLock.Early"/>, to be written with the
    /// next grant. A crash meanwhile undoes the release until somebody wants the lock. Zero, to answer when it is durable, to 1 s. Default: 100 ms.
    /// </summary>
    public TimeSpan ReleaseLag { get; set; } = TimeSpan.FromMilliseconds(100);
}
