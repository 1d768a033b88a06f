using System.Net;
using Actors.Testing;

namespace Actors.Tests.Support;

/// <summary>An etcd of our own on free loopback ports: a single member that flushes to disk, as it comes.</summary>
public sealed class EtcdServer : ServerProcess
{
    private readonly string _program;
    private readonly string _peerUrl = $"http://127.0.0.1:{LoopbackPorts.Next()}";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private EtcdServer(string program) : base("etcd") => _program = program;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Starts one; null when the program is missing (say <see cref="ServerBinaries.EtcdMissing"/> and skip).</summary>
    public static async Task<EtcdServer?> TryStartAsync(CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindEtcd() is not { } program) return null;
        var server = new EtcdServer(program);
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
        _program, "--name", "one", "--data-dir", Path.Combine(Folder, "data"), "--log-level", "warn", "--logger", "zap",
        "--listen-client-urls", Url, "--advertise-client-urls", Url,
        "--listen-peer-urls", _peerUrl, "--initial-advertise-peer-urls", _peerUrl, "--initial-cluster", $"one={_peerUrl}",
    ];

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{Url}/health"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
