namespace Actors.Leaders;

/// <summary>How a process campaigns for its leader service.</summary>
public sealed class LeaderServiceOptions
{
    /// <summary>
    /// This process's candidate id; no other process may use it at the same time. Default: the machine's name, the process id and
    /// a random part.
    /// </summary>
    public string Candidate { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    /// <summary>TTL, stop allowance, priority, value and metadata. Default: those of <see cref="CampaignOptions"/>.</summary>
    public CampaignOptions Campaign { get; set; } = new();

    /// <summary>How long to wait after a term, or after a failure, before campaigning again. 0 to 1 h. Default: 1 s.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);
}
