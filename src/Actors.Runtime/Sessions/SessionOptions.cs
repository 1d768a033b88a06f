namespace Actors.Sessions;

/// <summary>How sessions are kept. Section <c>Actors:Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>
    /// Most holds that hang on one session; more are refused with <see cref="ErrorCode.TooManyLocks"/>. They cost memory on one
    /// silo. 1 to 1,000,000. Default: 10,000.
    /// </summary>
    public int HoldsMax { get; set; } = 10_000;

    /// <summary>
    /// Most notes that are kept for an owner that has not seen them; while there are as many, no more can be told. They are part of
    /// the session's record. 1 to 300. Default: 256.
    /// </summary>
    public int NotesMax { get; set; } = 256;

    /// <summary>
    /// How long a session that has ended is remembered, so that opening it again is refused. Longer than any caller repeats a
    /// request. 1 min to 365 days. Default: 24 h.
    /// </summary>
    public TimeSpan EndedRetention { get; set; } = TimeSpan.FromHours(24);
}
