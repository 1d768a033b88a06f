namespace Actors.Leaders;

/// <summary>How roles are served. Section <c>Actors:Leaders</c>.</summary>
public sealed class LeaderOptions
{
    /// <summary>
    /// Most candidates that wait for one role; more are refused with <see cref="ErrorCode.TooManyCandidates"/>. They cost memory
    /// on one silo. 1 to 1,000. Default: 1,000.
    /// </summary>
    public int CandidatesMax { get; set; } = 1000;

    /// <summary>
    /// How long a role that nobody leads is kept, with its history, before its record is removed; its terms go on rising all the
    /// same. 1 min to 365 days. Default: 1 h.
    /// </summary>
    public TimeSpan IdleRetention { get; set; } = TimeSpan.FromHours(1);
}
