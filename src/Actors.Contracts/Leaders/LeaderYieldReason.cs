namespace Actors.Leaders;

/// <summary>Why a leader is asked to yield.</summary>
[GenerateSerializer, Alias("Actors.Leaders.LeaderYieldReason")]
public enum LeaderYieldReason
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>A better candidate waits.</summary>
    Preempted = 1,

    /// <summary>The role has fewer seats than leaders.</summary>
    SeatsLowered = 2,
}
