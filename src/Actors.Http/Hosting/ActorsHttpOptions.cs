namespace Actors.Hosting;

/// <summary>Where the HTTP API listens, how much it takes on at once, and how it stops. Section <c>Actors:Http</c>.</summary>
public sealed class ActorsHttpOptions
{
    /// <summary>The addresses, divided by ';'. Default: http://127.0.0.1:7400.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:7400";

    /// <summary>
    /// Whether the API may be bound beyond loopback although it has no authentication of its own yet: only where something in
    /// front of it authenticates. Default: false.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }

    /// <summary>What a member of a cluster has for <see cref="DrainSeconds"/> if nothing else is set.</summary>
    public const double ClusterDrainSeconds = 5;

    /// <summary>
    /// How long a process that is told to stop still takes requests, while its /readyz already answers 503 and every answer closes
    /// its connection: long enough that whoever sends requests here has noticed. 0 to 60. Default: 5 in a cluster; 0 for an
    /// embedded node, as nobody else could serve.
    /// </summary>
    public double? DrainSeconds { get; set; }

    /// <summary>
    /// Most requests under way at once, those that wait apart. What comes beyond is refused at once (503 <c>overloaded</c>) and not
    /// carried out. One key takes half of them at most. More hides longer spikes; fewer keeps answers quick and memory small.
    /// 2 to 100,000. Default: 1,000.
    /// </summary>
    public int RequestsMax { get; set; } = 1000;

    /// <summary>
    /// Most requests under way at once that wait: long polls (<c>Prefer: wait=N</c>) and event streams. Refused as the others are.
    /// 2 to 100,000. Default: 5,000.
    /// </summary>
    public int WaitsMax { get; set; } = 5000;

    /// <summary>
    /// Most bytes of bodies of requests under way, all together; a body of unknown length counts as 64 kB. Refused as too many
    /// requests are. 2 MB to 64 GB. Default: 64 MB.
    /// </summary>
    public long BodyBytesMax { get; set; } = 64 * 1024 * 1024;
}
