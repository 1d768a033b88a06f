namespace Actors;

/// <summary>How the client calls the cluster.</summary>
public sealed class ActorsClientOptions
{
    /// <summary>
    /// How long a call is tried, over all its attempts, before it ends as unavailable or unknown. A call that waits adds its
    /// wait. Longer hides longer fail-overs; shorter fails sooner. 100 ms to 5 min. Default: 10 s.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
