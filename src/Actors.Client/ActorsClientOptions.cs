using Actors.Leases;

namespace Actors;

/// <summary>How the client calls the cluster.</summary>
public sealed class ActorsClientOptions
{
    /// <summary>
    /// How long a call is tried, over all its attempts, before it ends as unavailable or unknown. A call that waits adds its
    /// wait. Longer hides longer fail-overs; shorter fails sooner. 100 ms to 5 min. Default: 10 s.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an attempt of a call that may be repeated is waited for before it is sent again under the same request id; after four
    /// attempts this doubles each time. A call that waits is not sent again. Shorter is there sooner after a silo died with the request;
    /// longer sends slow silos less. 50 ms to 5 min. Default: 1 s.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long this process's locks stay taken if it dies: the TTL of the session that they hang on, renewed each third of this.
    /// Longer rides out longer fail-overs; shorter frees a dead process's locks sooner. 1 s to 24 h. Default: 15 s.
    /// </summary>
    public TimeSpan SessionTtl { get; set; } = LeaseRules.TtlDefault;
}
