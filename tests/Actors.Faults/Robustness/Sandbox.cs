using System.Diagnostics;

namespace Actors.Faults.Robustness;

/// <summary>Runs this program once more in namespaces of its own, for networks, mounts and processes: with it ends all that it has started.</summary>
internal static class Sandbox
{
    private const string Mark = "ACTORS_FAULTS_SANDBOX";

    /// <summary>Why there can be none here; null if there can.</summary>
    internal static string? Missing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "Network namespaces need Linux and root.";
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/sbin"];
        var missing = new[] { "unshare", "ip", "nft", "mkfs.ext4" }.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        return missing.Count == 0 ? null : $"{string.Join(", ", missing)} missing. Install them (Debian: apt-get install util-linux iproute2 nftables e2fsprogs).";
    }

    /// <summary>Skips a test where there can be none; in CI it fails.</summary>
    internal static void Require()
    {
        if (Missing() is not { } missing) return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{missing} In CI nothing is skipped.");
        Assert.Skip(missing);
    }

    internal static bool IsInside => Environment.GetEnvironmentVariable(Mark) is not null;

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, Action<string> say, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("unshare", [
            "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "dotnet", typeof(Sandbox).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Mark] = "1";
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        void Say(string? line)
        {
            if (line is not null) say(line);
        }
    }
}
