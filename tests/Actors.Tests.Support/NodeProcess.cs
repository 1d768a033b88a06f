using System.Net;

namespace Actors.Tests.Support;

/// <summary>One of our own executables as a process: a silo or a web front end, on free loopback ports, with its own data folder.</summary>
public sealed class NodeProcess : ServerProcess
{
    private readonly string _program;
    private readonly Dictionary<string, string> _variables;

    private NodeProcess(string program, IReadOnlyDictionary<string, string>? settings) : base("node")
    {
        _program = program;
        _variables = new Dictionary<string, string>
        {
            ["Actors__Http__Urls"] = Url,
            ["Actors__Data"] = Path.Combine(Folder, "data"),
            ["Actors__Silo__Port"] = $"{FreePort()}",
            ["Actors__Silo__GatewayPort"] = $"{FreePort()}",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) _variables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        Http = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(90) };
    }

    /// <summary>Where its HTTP API is.</summary>
    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Calls its HTTP API.</summary>
    public HttpClient Http { get; }

    protected override IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>Starts a silo and waits until it is ready. Settings are spelled as in appsettings: <c>Actors:ClusterId</c>.</summary>
    public static Task<NodeProcess> StartSiloAsync(IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
        => StartAsync("Actors.Silo", settings, cancellationToken);

    /// <summary>Starts a web front end and waits until it is ready.</summary>
    public static Task<NodeProcess> StartWebAsync(IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
        => StartAsync("Actors.Web", settings, cancellationToken);

    protected override IReadOnlyList<string> Command() => ["dotnet", _program];

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Http.GetAsync("/readyz", cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<NodeProcess> StartAsync(string name, IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
    {
        // Beside this test's own output: artifacts/bin/<project>/<configuration>/.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, name, output.Name, $"{name}.dll");
        if (!File.Exists(program)) throw new InvalidOperationException($"'{program}' is missing. Build the solution first.");
        var node = new NodeProcess(program, settings);
        try
        {
            await node.StartAsync(cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }
}
