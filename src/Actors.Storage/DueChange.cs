namespace Actors.Storage;

/// <summary>
/// What a unit does to its row's <c>due_at</c>. The default keeps it, which costs no index write: a due time may be early,
/// and is moved forward only when a sweeper finds it so.
/// </summary>
public readonly record struct DueChange
{
    private DueChange(bool keeps, TimeSpan? after)
    {
        Changes = !keeps;
        After = after;
    }

    public static DueChange Keep => default;

    public static DueChange Never { get; } = new(keeps: false, after: null);

    /// <summary>Whether the due time is written at all.</summary>
    public bool Changes { get; }

    /// <summary>How long after the commit, by the database's clock; null for never.</summary>
    public TimeSpan? After { get; }

    /// <summary>Due <paramref name="after"/> the commit, by the database's clock.</summary>
    public static DueChange In(TimeSpan after) => new(keeps: false, after < TimeSpan.Zero ? TimeSpan.Zero : after);
}
