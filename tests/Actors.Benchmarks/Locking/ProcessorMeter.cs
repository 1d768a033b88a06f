using System.Globalization;
using Actors.Tests.Support;

namespace Actors.Benchmarks.Locking;

/// <summary>The processor time, user and system, that this process and a service's processes have taken, as the kernel counts it.</summary>
internal sealed class ProcessorMeter
{
    private const double TicksPerSecond = 100;

    private readonly IReadOnlyList<(string Name, int Process)> _processes;
    private readonly double[] _before;

    private ProcessorMeter(IReadOnlyList<(string Name, int Process)> processes)
    {
        _processes = processes;
        _before = [.. processes.Select(process => SecondsOf(process.Process))];
    }

    internal static ProcessorMeter Start(IReadOnlyList<(string Name, ServerProcess Process)> servers)
        => new([("load", Environment.ProcessId), .. servers.Select(server => (server.Name, server.Process.ProcessId))]);

    /// <summary>Seconds since the start, by process. This one's is called "load".</summary>
    internal IReadOnlyList<(string Name, double Seconds)> Read()
        => [.. _processes.Select((process, i) => (process.Name, SecondsOf(process.Process) - _before[i]))];

    /// <summary>A process and all below it, also those that have ended: PostgreSQL has a process for each connection.</summary>
    private static double SecondsOf(int process)
    {
        const int own = 11, ended = 13;
        if (Fields(process) is not { } fields) return 0;

        // What is below this process is the servers, which are counted by themselves.
        return process == Environment.ProcessId ? Seconds(own) : Seconds(own) + Seconds(ended) + ChildrenOf(process).Sum(SecondsOf);

        double Seconds(int place) => fields[place..(place + 2)].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static IEnumerable<int> ChildrenOf(int process) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && Fields(id) is { } fields && fields[1] == process.ToString(CultureInfo.InvariantCulture));

    /// <summary>What follows the name in /proc/[id]/stat; null if the process is gone.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
