using System.Diagnostics;
using System.Globalization;
using System.Net;
using Actors.Testing;

namespace Actors.Benchmarks.Nodes;

/// <summary>Starts the built silo as a user does, with an empty data folder, and looks at it until it has settled.</summary>
internal static class NodeStart
{
    private const string ReadyLine = "Actors is ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    internal static async Task<NodeResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("actors-bench-node-").FullName;
        var url = $"http://127.0.0.1:{LoopbackPorts.Next()}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(Command(folder, url)) ?? throw new InvalidOperationException("The silo did not start.");
        try
        {
            var line = LineAsync(process, started, patience.Token);
            var answer = AnswerAsync(url, started, patience.Token);
            await Task.WhenAll(line, answer);
            await Task.Delay(Settling, cancellationToken);
            return new NodeResult(await line, await answer, await ResidentAsync(process, cancellationToken));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ProcessStartInfo Command(string folder, string url)
    {
        // Beside our own output: artifacts/bin/<project>/<configuration>/.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Actors.Silo", output.Name, "Actors.Silo.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.ArgumentList.Add(program);
        start.Environment["Actors__Http__Urls"] = url;
        start.Environment["Actors__Data"] = Path.Combine(folder, "data");
        return start;
    }

    private static async Task<TimeSpan> LineAsync(Process process, long started, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.Contains(ReadyLine, StringComparison.Ordinal)) continue;
            var ready = Stopwatch.GetElapsedTime(started);
            // Read on, as a full pipe would stop the silo.
            _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
            return ready;
        }

        throw new InvalidOperationException($"The silo ended before it said '{ReadyLine}'.");
    }

    private static async Task<TimeSpan> AnswerAsync(string url, long started, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{url}/readyz"), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK) return Stopwatch.GetElapsedTime(started);
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet; the time is bounded by the token.
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    private static async Task<double> ResidentAsync(Process process, CancellationToken cancellationToken)
    {
        const string label = "VmRSS:";
        var lines = await File.ReadAllLinesAsync($"/proc/{process.Id}/status", cancellationToken);
        var kilobytes = lines.First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Replace("kB", "", StringComparison.Ordinal);
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    }
}
