using System.Net;

namespace Actors.Clustering;

/// <summary>Where a silo is reached by the other silos and by front ends. Section <c>Actors:Silo</c>.</summary>
public sealed class SiloEndpointOptions
{
    /// <summary>The IP address that the silo tells the others. Default: 127.0.0.1.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>
    /// The IP address that it listens at, where that is another one: 0.0.0.0 in a container whose address the others do not know.
    /// Default: the one of <see cref="Address"/>.
    /// </summary>
    public string? ListenAddress { get; set; }

    /// <summary>The port for other silos. Default: 11111, or a free one when embedded.</summary>
    public int? Port { get; set; }

    /// <summary>The port for front ends. Default: 30000, or a free one when embedded.</summary>
    public int? GatewayPort { get; set; }

    internal IPEndPoint Advertised(int port) => new(IPAddress.Parse(Address), port);

    internal IPEndPoint Listening(int port) => new(IPAddress.Parse(ListenAddress ?? Address), port);
}
