using System.Net.Sockets;
using System.Text;

namespace Actors.Tests.Support;

/// <summary>A Redis of our own on a free loopback port: append-only file on, nothing ever evicted.</summary>
public sealed class RedisServer : ServerProcess
{
    private readonly string _program;
    private readonly string _flush;

    private RedisServer(string program, string flush) : base("redis")
    {
        _program = program;
        _flush = flush;
    }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Starts one; null when the program is missing (say <see cref="ServerBinaries.RedisMissing"/> and skip).</summary>
    public static Task<RedisServer?> TryStartAsync(CancellationToken cancellationToken) => TryStartAsync("everysec", cancellationToken);

    /// <summary>Starts one that flushes every write to disk before it answers.</summary>
    public static Task<RedisServer?> TryStartDurableAsync(CancellationToken cancellationToken) => TryStartAsync("always", cancellationToken);

    protected override IReadOnlyList<string> Command() =>
    [
        _program, "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--appendonly", "yes", "--appendfsync", _flush, "--save", "",
        "--maxmemory-policy", "noeviction",
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

    private static async Task<RedisServer?> TryStartAsync(string flush, CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindRedis() is not { } program) return null;
        var server = new RedisServer(program, flush);
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
}
