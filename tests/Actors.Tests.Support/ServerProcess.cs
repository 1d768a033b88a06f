using System.Diagnostics;
using System.Text;
using Actors.Testing;

namespace Actors.Tests.Support;

/// <summary>A server of our own: its folder, its port, its process. Stops only what it started.</summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private const int OutputMax = 4_000_000;

    private readonly StringBuilder _output = new();
    private Process? _process;
    private volatile bool _ending;

    /// <param name="name">What it is, for the name of its folder.</param>
    /// <param name="place">Where it runs; on this host's loopback if not given.</param>
    protected ServerProcess(string name, ServerPlace? place = null)
    {
        Place = place ?? ServerPlace.Loopback;
        Folder = Place.NewFolder(name);
        Port = LoopbackPorts.Next();
    }

    public int Port { get; }

    /// <summary>Where it runs.</summary>
    public ServerPlace Place { get; }

    /// <summary>The id of the running server's first process.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The server is not running.");

    /// <summary>Whether it was started and has ended by itself.</summary>
    public bool HasEnded => !_ending && _process?.HasExited == true;

    protected string Folder { get; }

    /// <summary>Starts the server, or starts it again after <see cref="Kill"/>, with the same port and the same files.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        await ReadyAsync(cancellationToken);
    }

    /// <summary>Waits until a server that was launched answers.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => UntilAsync(AnswersAsync, cancellationToken);

    /// <summary>Waits until the server answers in this way; throws if it ends before, or does not for long.</summary>
    protected async Task UntilAsync(Func<CancellationToken, Task<bool>> answers, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (!await answers(cancellationToken))
        {
            if (_process is not { HasExited: false } || started.Elapsed > TimeSpan.FromSeconds(90))
            {
                throw new InvalidOperationException($"The server did not start:\n{Output}");
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Starts it without waiting until it answers.</summary>
    public void Launch()
    {
        if (_process is not null) throw new InvalidOperationException("The server is running.");
        _ending = false;
        _process = Run(Command());
    }

    /// <summary>Whether it is running and answers.</summary>
    public async Task<bool> IsUpAsync(CancellationToken cancellationToken) => _process is { HasExited: false } && await AnswersAsync(cancellationToken);

    /// <summary>Waits until it has ended by itself and all its output is there. Returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        if (_process is null) throw new InvalidOperationException("The server was not started.");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(limited.Token);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>SIGTERM, and waits for the orderly end. Returns the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        if (_process is null) throw new InvalidOperationException("The server is not running.");
        _ending = true;
        await SignalAsync("TERM", cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>SIGSTOP: the process does nothing more until <see cref="ThawAsync"/>, and does not notice.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    public Task ThawAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    /// <summary>SIGKILL to the server and all its processes: as a crash of the machine, but for the page cache.</summary>
    public void Kill()
    {
        if (_process is null) return;
        _ending = true;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends the server and its folder. What it printed is kept in the folder that <c>ACTORS_TEST_LOGS</c> names, if it does.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Kill();
        if (Environment.GetEnvironmentVariable("ACTORS_TEST_LOGS") is { Length: > 0 } logs)
        {
            File.WriteAllText(Path.Combine(logs, $"{Path.GetFileName(Folder)}.log"), Output);
        }

        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected abstract IReadOnlyList<string> Command();

    /// <summary>Variables to set, besides those of this process.</summary>
    protected virtual IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    protected abstract Task<bool> AnswersAsync(CancellationToken cancellationToken);

    protected async Task RunToEndAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var process = Run(command);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}:\n{Output}");
    }

    /// <summary>What the server has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{ProcessId}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    private Process Run(IReadOnlyList<string> command)
    {
        command = [.. Place.Entering, .. command];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (_output.Length < OutputMax) _output.AppendLine(line);
        }
    }
}
