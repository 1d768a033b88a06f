using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Actors.Benchmarks.Reports;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    internal static string Describe()
    {
        var orleans = typeof(Grain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {Cpu()}, {Memory():0} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}, "
            + $"Orleans {orleans}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC; load average before the run: {Load()}");
    }

    private static string Cpu() => ValueOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static double Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";

    private static string? ValueOf(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
