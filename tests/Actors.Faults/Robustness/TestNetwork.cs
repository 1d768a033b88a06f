using System.Diagnostics;
using Actors.Tests.Support;

namespace Actors.Faults.Robustness;

/// <summary>
/// Hosts as network namespaces on one bridge, whose wires can be cut. Made inside the namespaces of networks, mounts and processes that the
/// run has to itself (<see cref="Sandbox"/>), so that nothing is left of it when the run ends, however it does.
/// </summary>
internal sealed class TestNetwork
{
    private const string Subnet = "10.99.0";
    private const string Rules =
        """
        table inet faults {
            set silent {
                type ipv4_addr
            }
            chain input {
                type filter hook input priority 0
                ip saddr @silent drop
            }
        }

        """;

    private readonly List<ServerPlace> _hosts = [];

    internal static async Task<TestNetwork> CreateAsync()
    {
        Directory.CreateDirectory("/run/netns");
        await RunAsync("mount", "-t", "tmpfs", "tmpfs", "/run/netns");
        await RunAsync("ip", "link", "set", "lo", "up");
        await RunAsync("ip", "link", "add", "wire", "type", "bridge");
        await RunAsync("ip", "addr", "add", $"{Subnet}.1/24", "dev", "wire");
        await RunAsync("ip", "link", "set", "wire", "up");
        return new TestNetwork();
    }

    /// <param name="number">The last part of its address, 2 to 254.</param>
    /// <param name="disk">The folder that is its disk.</param>
    internal async Task<ServerPlace> AddHostAsync(int number, string? disk = null)
    {
        var host = new ServerPlace($"{Subnet}.{number}", $"host-{number}", disk);
        await RunAsync("ip", "netns", "add", host.Namespace!);
        await RunAsync("ip", "link", "add", $"wire-{number}", "type", "veth", "peer", "name", "eth0", "netns", host.Namespace!);
        await RunAsync("ip", "link", "set", $"wire-{number}", "master", "wire", "up");
        await RunAsync("ip", "-n", host.Namespace!, "addr", "add", $"{host.Address}/24", "dev", "eth0");
        await RunAsync("ip", "-n", host.Namespace!, "link", "set", "eth0", "up");
        await RunAsync("ip", "-n", host.Namespace!, "link", "set", "lo", "up");
        await RunAsync([.. Inside(host), "nft", "-f", "-"], Rules);
        _hosts.Add(host);
        return host;
    }

    /// <summary>From now on nothing that one sends arrives at the other, and neither is told.</summary>
    internal static Task SilenceAsync(ServerPlace from, ServerPlace to)
        => RunAsync([.. Inside(to), "nft", "add", "element", "inet", "faults", "silent", $"{{ {from.Address} }}"]);

    /// <summary>From now on nothing arrives, either way.</summary>
    internal static async Task CutAsync(ServerPlace one, ServerPlace other)
    {
        await SilenceAsync(one, other);
        await SilenceAsync(other, one);
    }

    /// <summary>Breaks the connections that one has opened to the other, and only the one is told. It takes a kernel that can (<c>ss -K</c>).</summary>
    internal static Task BreakAsync(ServerPlace from, ServerPlace to) => RunAsync([.. Inside(from), "ss", "--kill", "dst", to.Address]);

    internal async Task HealAsync()
    {
        foreach (var host in _hosts) await RunAsync([.. Inside(host), "nft", "flush", "set", "inet", "faults", "silent"]);
    }

    private static string[] Inside(ServerPlace host) => ["ip", "netns", "exec", host.Namespace!];

    internal static Task RunAsync(params string[] command) => RunAsync(command, null);

    private static async Task RunAsync(string[] command, string? input)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {said}");
    }
}
