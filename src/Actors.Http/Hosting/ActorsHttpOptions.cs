namespace Actors.Hosting;

/// <summary>Where the HTTP API listens. Section <c>Actors:Http</c>.</summary>
public sealed class ActorsHttpOptions
{
    /// <summary>The addresses, divided by ';'. Default: http://127.0.0.1:7400.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:7400";

    /// <summary>
    /// Whether the API may be bound beyond loopback although it has no authentication of its own yet: only where something in
    /// front of it authenticates. Default: false.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }
}
