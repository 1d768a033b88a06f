namespace Actors.Leaders;

/// <summary>What to do when a leader's term is lost while its service still runs: another leader may run beside it.</summary>
public enum OverrunAction
{
    /// <summary>Say so, as an error, and wait for the service to end.</summary>
    Log = 0,

    /// <summary>Say so, and end the process at once.</summary>
    FailFast = 1,
}
