using System.Net;
using System.Net.Sockets;
using System.Text;
using Actors.Tests.Support;

namespace Actors.Tests.Histories;

/// <summary>The wire that fails when it is told to.</summary>
public sealed class TcpProxyTests : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _wire;

    public TcpProxyTests()
    {
        _server.Start();
        _wire = new TcpProxy(((IPEndPoint)_server.LocalEndpoint).Port);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_carries_both_ways_and_the_end()
    {
        var (client, server) = await ConnectAsync();
        using (server)
        {
            await client.SendAsync("ask"u8.ToArray(), Cancel);
            Assert.Equal("ask", await ReadAsync(server, 3));
            await server.SendAsync("answer"u8.ToArray(), Cancel);
            Assert.Equal("answer", await ReadAsync(client, 6));
            client.Dispose();
            Assert.Empty(await ReadAsync(server, 1));
        }
    }

    [Fact]
    public async Task A_lost_answer_closes_the_connection_after_the_request_has_arrived()
    {
        var (client, server) = await ConnectAsync();
        using (client)
        using (server)
        {
            _wire.LoseAnswers();
            await client.SendAsync("ask"u8.ToArray(), Cancel);
            Assert.Equal("ask", await ReadAsync(server, 3));
            await server.SendAsync("answer"u8.ToArray(), Cancel);
            Assert.Empty(await ReadAsync(client, 1));
            Assert.Equal(1, _wire.AnswersLost);
        }
    }

    [Fact]
    public async Task What_was_kept_back_arrives_when_its_sender_is_gone()
    {
        var (client, server) = await ConnectAsync();
        using (server)
        {
            _wire.KeepRequests();
            await client.SendAsync("ask"u8.ToArray(), Cancel);
            client.Dispose();
            var arrives = ReadAsync(server, 3);
            Assert.False(arrives.IsCompleted);
            while (_wire.RequestsKept == 0) await Task.Delay(1, Cancel);
            Assert.False(arrives.IsCompleted);
            _wire.Heal();
            Assert.Equal("ask", await arrives);
            Assert.Empty(await ReadAsync(server, 1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _wire.DisposeAsync();
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _wire.Port, Cancel);
        return (client, await _server.AcceptSocketAsync(Cancel));
    }

    private static async Task<string> ReadAsync(Socket socket, int bytes)
    {
        var buffer = new byte[bytes];
        var read = 0;
        try
        {
            while (read < bytes && await socket.ReceiveAsync(buffer.AsMemory(read), Cancel) is var more and > 0) read += more;
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed as well.
        }

        return Encoding.ASCII.GetString(buffer[..read]);
    }
}
