namespace Actors.Leaders;

/// <summary>How a process campaigns for its leader service.</summary>
public sealed class LeaderServiceOptions
{
    /// <summary>
    /// This process's candidate id; no other process may use it at the same time. Default: the machine's name, the process id and
    /// a random part.
    /// </summary>
    public string Candidate { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    /// <summary>TTL, stop allowance, priority, labels, value and metadata. Default: those of <see cref="CampaignOptions"/>.</summary>
    public CampaignOptions Campaign { get; set; } = new();

    /// <summary>How long to wait after a term, or after a failure, before campaigning again. 0 to 1 h. Default: 1 s.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What to do when the term is lost while the service still runs. <see cref="OverrunAction.FailFast"/> keeps two leaders from
    /// working beside each other for longer than it takes to end the process; the work is cut off. Default: <see cref="OverrunAction.Log"/>.
    /// </summary>
    public OverrunAction OnOverrun { get; set; } = OverrunAction.Log;

    /// <summary>Ends the process for <see cref="OverrunAction.FailFast"/>; is told why. Default: <see cref="Environment.FailFast(string)"/>.</summary>
    public Action<string> FailFast { get; set; } = Environment.FailFast;
}
