using System.Net;
using System.Net.Sockets;

namespace Actors.Testing;

/// <summary>Ports of the loopback address for servers of tests.</summary>
public static class LoopbackPorts
{
    private const int Min = 15_000;
    private const int End = 32_768;

    // Begins anywhere, so that two test processes at a time do not walk in step.
    private static int _last = Random.Shared.Next();

    /// <summary>
    /// A port that nobody listens at and that this process is given once, until all have been. It lies below the ports that the
    /// system gives outgoing connections and listeners without a port of their own: one of those could take it before the server
    /// has bound it, or while the server is down for a test.
    /// </summary>
    public static int Next()
    {
        while (true)
        {
            var port = Min + ((int)((uint)Interlocked.Increment(ref _last) % (End - Min)));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Somebody else's server, or a range that Windows keeps to itself; the next one then.
            }
        }
    }
}
