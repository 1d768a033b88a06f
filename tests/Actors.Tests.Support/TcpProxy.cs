using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Actors.Tests.Support;

/// <summary>
/// A wire to a server on this machine that can be told to lose answers or to keep back requests. What a client sent before it died
/// still arrives, as on a real network.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new();
    private volatile bool _deaf;
    private int _answersLost;
    private int _requestsKept;

    /// <param name="server">The port of the server.</param>
    public TcpProxy(int server)
    {
        _server = server;
        _open.SetResult();
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How many answers were lost.</summary>
    public int AnswersLost => _answersLost;

    /// <summary>How many pieces of requests were kept back.</summary>
    public int RequestsKept => _requestsKept;

    /// <summary>From now on answers are lost: the server has carried out the request, and the client finds its connection closed.</summary>
    public void LoseAnswers() => _deaf = true;

    /// <summary>From now on what clients send is kept back.</summary>
    public void KeepRequests() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Delivers what was kept back, also of clients that are gone, and loses nothing more.</summary>
    public void Heal()
    {
        _deaf = false;
        _open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        Heal();
        await _accepting;
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_over.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server);
                var requests = RequestsAsync(client, server);
                var answers = AnswersAsync(server, client);
                if (await Task.WhenAny(requests, answers) == answers) return;
                server.Shutdown(SocketShutdown.Send);
                await answers;
            }
            catch (SocketException)
            {
                // The server is not there, so there is nothing to be connected to.
            }
        }
    }

    /// <summary>Reads on while requests are kept back: what a client has sent is out of its hands.</summary>
    private async Task RequestsAsync(Socket client, Socket server)
    {
        var sent = Channel.CreateUnbounded<byte[]>();
        var reading = ReadAsync(client, async bytes => await sent.Writer.WriteAsync(bytes)).ContinueWith(_ => sent.Writer.Complete(), TaskScheduler.Default);
        await foreach (var bytes in sent.Reader.ReadAllAsync())
        {
            if (!_open.Task.IsCompleted) Interlocked.Increment(ref _requestsKept);
            await _open.Task;
            if (!await TryWriteAsync(server, bytes)) break;
        }

        await reading;
    }

    private async Task AnswersAsync(Socket server, Socket client)
    {
        using var lost = new CancellationTokenSource();
        await ReadAsync(
            server,
            async bytes =>
            {
                // A client that is gone loses its answers; the server is not to notice before it has all requests.
                if (!_deaf) await TryWriteAsync(client, bytes);
                else if (Interlocked.Increment(ref _answersLost) > 0) await lost.CancelAsync();
            },
            lost.Token);
    }

    private static async Task ReadAsync(Socket from, Func<byte[], Task> take, CancellationToken cancellationToken = default)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (!cancellationToken.IsCancellationRequested && await from.ReceiveAsync(buffer, cancellationToken) is var read and > 0) await take(buffer[..read]);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection has ended.
        }
    }

    private static async Task<bool> TryWriteAsync(Socket to, byte[] bytes)
    {
        try
        {
            for (var written = 0; written < bytes.Length;) written += await to.SendAsync(bytes.AsMemory(written));
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
