namespace Actors.Leaders.Partitions;

/// <summary>How partition groups are served. Section <c>Actors:Leaders:Partitions</c>.</summary>
public sealed class PartitionOptions
{
    /// <summary>
    /// How long after members came or went the partitions are spread anew, all changes until then at once. Longer bears slower restarts without
    /// moving partitions back and forth; shorter leaves a lost member's partitions without an owner for less long. 0 to 5 min. Default: 3 s.
    /// </summary>
    public TimeSpan RebalanceDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Most members of one group; more are refused with <see cref="ErrorCode.TooManyMembers"/>. 1 to 1,000. Default: 256.</summary>
    public int MembersMax { get; set; } = 256;

    /// <summary>
    /// How long a group without members is kept before its record is removed; its terms go on rising all the same. 1 min to 365 days.
    /// Default: 1 h.
    /// </summary>
    public TimeSpan IdleRetention { get; set; } = TimeSpan.FromHours(1);
}
