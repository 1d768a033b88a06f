using System.Net.Sockets;
using System.Text;

namespace Actors.Tests.Support;

public sealed class RedisServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_comes_back_with_what_it_was_told()
    {
        var server = await RedisServer.TryStartAsync(Cancel);
        Assert.SkipWhen(server is null, ServerBinaries.RedisMissing);
        await using var stopping = server;
        Assert.Equal("+OK", await AskAsync(server.Port, "CONFIG SET appendfsync always"));
        Assert.Equal("+OK", await AskAsync(server.Port, "SET a 1"));
        server.Kill();
        await Assert.ThrowsAsync<SocketException>(() => AskAsync(server.Port, "PING"));
        await server.StartAsync(Cancel);
        Assert.Equal("$1", await AskAsync(server.Port, "GET a"));
    }

    private static async Task<string?> AskAsync(int port, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), Cancel);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(Cancel);
    }
}
