using System.Net;
using Actors.Testing;

namespace Actors.Tests.Support;

/// <summary>One of our own executables as a process: a silo or a web front end, on free loopback ports, with its own data folder.</summary>
public sealed class NodeProcess : ServerProcess
{
    private readonly string _program;
    private readonly Dictionary<string, string> _variables;

    private NodeProcess(string program, IReadOnlyDictionary<string, string>? settings, ServerPlace? place) : base("node", place)
    {
        _program = program;
        _variables = new Dictionary<string, string>
        {
            ["Actors__Http__Urls"] = Url,
            ["Actors__Data"] = Path.Combine(Folder, "data"),
            ["Actors__Silo__Port"] = $"{LoopbackPorts.Next()}",
            ["Actors__Silo__GatewayPort"] = $"{LoopbackPorts.Next()}",
        };
        if (Place != ServerPlace.Loopback)
        {
            _variables["Actors__Silo__Address"] = Place.Address;
            _variables["Actors__Http__AllowUnauthenticated"] = "true";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) _variables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        Http = new HttpClient(new FaultyLinkHandler()) { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(90) };
    }

    /// <summary>Where its HTTP API is.</summary>
    public string Url => $"http://{Place.Address}:{Port}";

    /// <summary>Calls its HTTP API.</summary>
    public HttpClient Http { get; }

    protected override IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>Starts a silo and waits until it is ready. Settings are spelled as in appsettings: <c>Actors:ClusterId</c>.</summary>
    public static Task<NodeProcess> StartSiloAsync(IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
        => StartSiloAsync(settings, null, cancellationToken);

    /// <summary>Starts a silo on another host.</summary>
    public static Task<NodeProcess> StartSiloAsync(IReadOnlyDictionary<string, string>? settings, ServerPlace? place, CancellationToken cancellationToken)
        => StartAsync("Actors.Silo", settings, place, cancellationToken);

    /// <summary>Starts a web front end and waits until it is ready.</summary>
    public static Task<NodeProcess> StartWebAsync(IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
        => StartWebAsync(settings, null, cancellationToken);

    /// <summary>Starts a web front end on another host.</summary>
    public static Task<NodeProcess> StartWebAsync(IReadOnlyDictionary<string, string>? settings, ServerPlace? place, CancellationToken cancellationToken)
        => StartAsync("Actors.Web", settings, place, cancellationToken);

    /// <summary>A silo that is not started yet.</summary>
    public static NodeProcess Silo(IReadOnlyDictionary<string, string>? settings) => Create("Actors.Silo", settings, null);

    /// <summary>A web front end that is not started yet.</summary>
    public static NodeProcess Web(IReadOnlyDictionary<string, string>? settings) => Create("Actors.Web", settings, null);

    /// <summary>The folder of another build that it runs from its next start on; null for this one.</summary>
    public string? OtherBuild { get; set; }

    protected override IReadOnlyList<string> Command()
        => ["dotnet", OtherBuild is null ? _program : Path.Combine(OtherBuild, Path.GetFileName(_program))];

    /// <summary>Waits until a process that was launched answers at all, ready or not.</summary>
    public Task AliveAsync(CancellationToken cancellationToken) => UntilAsync(cancel => IsOkAsync("/livez", cancel), cancellationToken);

    protected override Task<bool> AnswersAsync(CancellationToken cancellationToken) => IsOkAsync("/readyz", cancellationToken);

    private async Task<bool> IsOkAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Http.GetAsync(path, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static NodeProcess Create(string name, IReadOnlyDictionary<string, string>? settings, ServerPlace? place)
    {
        // Beside this test's own output: artifacts/bin/<project>/<configuration>/.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, name, output.Name, $"{name}.dll");
        if (!File.Exists(program)) throw new InvalidOperationException($"'{program}' is missing. Build the solution first.");
        return new NodeProcess(program, settings, place);
    }

    private static async Task<NodeProcess> StartAsync(
        string name, IReadOnlyDictionary<string, string>? settings, ServerPlace? place, CancellationToken cancellationToken)
    {
        var node = Create(name, settings, place);
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
