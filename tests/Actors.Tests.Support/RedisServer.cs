using System.Net.Sockets;
using System.Text;

namespace Actors.Tests.Support;

/// <summary>A Redis of our own on a free loopback port: append-only file on, nothing ever evicted.</summary>
public sealed class RedisServer : ServerProcess
{
    private readonly string _program;
    private readonly string _flush;

    private RedisServer(string program, string flush, ServerPlace? place) : base("redis", place)
    {
        _program = program;
        _flush = flush;
    }

    public string ConnectionString => $"{Place.Address}:{Port}";

    /// <summary>Starts one; null when the program is missing (say <see cref="ServerBinaries.RedisMissing"/> and skip).</summary>
    public static Task<RedisServer?> TryStartAsync(CancellationToken cancellationToken) => TryStartAsync("everysec", null, cancellationToken);

    /// <summary>Starts one on another host.</summary>
    public static Task<RedisServer?> TryStartAsync(ServerPlace place, CancellationToken cancellationToken) => TryStartAsync("everysec", place, cancellationToken);

    /// <summary>Starts one that flushes every write to disk before it answers.</summary>
    public static Task<RedisServer?> TryStartDurableAsync(CancellationToken cancellationToken) => TryStartAsync("always", null, cancellationToken);

    protected override IReadOnlyList<string> Command() =>
    [
        _program, "--port", $"{Port}", "--bind", Place.Address, "--dir", Folder, "--appendonly", "yes", "--appendfsync", _flush, "--save", "",
        "--maxmemory-policy", "noeviction", "--protected-mode", "no",
    ];

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Place.Address, Port, cancellationToken);
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

    private static async Task<RedisServer?> TryStartAsync(string flush, ServerPlace? place, CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindRedis() is not { } program) return null;
        var server = new RedisServer(program, flush, place);
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
