using System.Net.Sockets;

namespace Actors.Tests.Support;

/// <summary>The load balancer of deploy/nginx before front ends, as deployments have it.</summary>
public sealed class NginxServer : ServerProcess
{
    private readonly string _program;

    private NginxServer(string program, IEnumerable<NodeProcess> fronts) : base("nginx")
    {
        _program = program;
        var servers = string.Concat(fronts.Select(front => $"server 127.0.0.1:{front.Port} max_fails=1 fail_timeout=2s;\n"));
        File.WriteAllText(Path.Combine(Folder, "nginx.conf"), $$"""
            pid {{Folder}}/pid;
            error_log {{Folder}}/error.log;
            worker_processes 1;
            master_process off;
            daemon off;
            events { worker_connections 4096; }
            http {
            log_format upstreams '$msec $request $status $upstream_addr $upstream_status $upstream_response_time';
            access_log {{Folder}}/access.log upstreams;
            client_body_temp_path {{Folder}}/body;
            proxy_temp_path {{Folder}}/proxy;
            fastcgi_temp_path {{Folder}}/fastcgi;
            uwsgi_temp_path {{Folder}}/uwsgi;
            scgi_temp_path {{Folder}}/scgi;
            upstream actors { least_conn;
            {{servers}}keepalive 64; keepalive_timeout 3s; }
            {{File.ReadAllText(FindConfiguration()).Replace("ACTORS_LISTEN", $"127.0.0.1:{Port}", StringComparison.Ordinal)}}
            }
            """);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(100) };
    }

    /// <summary>Calls the front ends through it.</summary>
    public HttpClient Http { get; }

    /// <summary>What it has had to complain about.</summary>
    public IReadOnlyList<string> Errors => File.ReadAllLines(Path.Combine(Folder, "error.log"));

    /// <summary>The requests that it had to send to more than one front end.</summary>
    public IReadOnlyList<string> SentOn => [.. File.ReadLines(Path.Combine(Folder, "access.log")).Where(line => line.Contains(", ", StringComparison.Ordinal))];

    /// <summary>Starts one; null when the program is missing (say <see cref="ServerBinaries.NginxMissing"/> and skip).</summary>
    public static async Task<NginxServer?> TryStartAsync(IEnumerable<NodeProcess> fronts, CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindNginx() is not { } program) return null;
        var server = new NginxServer(program, fronts);
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

    protected override IReadOnlyList<string> Command() => [_program, "-p", Folder, "-c", Path.Combine(Folder, "nginx.conf")];

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string FindConfiguration()
    {
        const string path = "deploy/nginx/actors.conf";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path))) return Path.Combine(folder.FullName, path);
        }

        throw new InvalidOperationException($"'{path}' is missing above {AppContext.BaseDirectory}.");
    }
}
