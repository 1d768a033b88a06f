using System.Net.Sockets;
using System.Text;

namespace Actors.Tests.Support;

/// <summary>A Redis of our own on a free loopback port: append-only file on, nothing ever evicted.</summary>
public sealed class RedisServer : ServerProcess
{
    private readonly string _program;

    private RedisServer(string program) : base("redis") => _program = program;

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Starts one; null when the program is missing (say <see cref="ServerBinaries.RedisMissing"/> and skip).</summary>
    public static async Task<RedisServer?> TryStartAsync(CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindRedis() is not { } program) return null;
        var server = new RedisServer(program);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    protected override IReadOnlyList<string> Command() =>
    [
        _program, "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
    ];

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[7];
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return Encoding.ASCII.GetString(answer) == "+PONG\r\n";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
