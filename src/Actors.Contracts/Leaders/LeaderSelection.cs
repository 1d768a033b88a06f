namespace Actors.Leaders;

/// <summary>Which candidate a role elects next.</summary>
[GenerateSerializer, Alias("Actors.Leaders.LeaderSelection")]
public enum LeaderSelection
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>Who campaigned first, whatever its priority.</summary>
    Fifo = 1,

    /// <summary>The highest priority, among equals who campaigned first.</summary>
    Priority = 2,

    /// <summary>Whose labels fit <see cref="LeaderPolicy.PreferredLabels"/> best, among equals as <see cref="Priority"/>.</summary>
    Preferred = 3,
}
