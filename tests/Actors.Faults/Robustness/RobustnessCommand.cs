using System.CommandLine;

namespace Actors.Faults.Robustness;

/// <summary>The robustness suite as a command.</summary>
internal static class RobustnessCommand
{
    internal const string Name = "robustness";

    internal static async Task<int> RunAsync(string[] args)
    {
        var seed = new Option<int?>("--seed") { Description = "Fixes workload and schedule. Default: drawn, and printed." };
        var minutes = new Option<double?>("--minutes") { Description = "How long faults are injected, more than 0. Default: until each was once." };
        var only = new Option<string[]>("--only")
        {
            Description = "The faults to inject, by name. Default: all.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var build = new Option<DirectoryInfo>("--other-build") { Description = "The folder of another build of the silo, to run beside this one. Default: none." };
        var folder = new Option<DirectoryInfo>("--folder") { Description = "Where histories are kept. Default: a temporary folder, removed after a run without violation." };
        minutes.Validators.Add(given =>
        {
            if (given.GetValue(minutes) is <= 0) given.AddError("--minutes takes a number above 0.");
        });
        build.AcceptExistingOnly();
        var command = new RootCommand("Runs all workloads on a cluster of real processes, does to it what can happen, and checks the histories. Ends with 1 if anything was violated.");
        foreach (var option in new Option[] { seed, minutes, only, build, folder }) command.Options.Add(option);
        command.SetAction(async parsed =>
        {
            if (!Sandbox.IsInside) return await OutsideAsync(args);
            var kept = parsed.GetValue(folder)?.FullName;
            var options = new RobustnessOptions(
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                parsed.GetValue(minutes) is { } time ? TimeSpan.FromMinutes(time) : null,
                parsed.GetValue(only)!,
                parsed.GetValue(build)?.FullName,
                kept ?? Directory.CreateTempSubdirectory("actors-robustness-").FullName);
            return await InsideAsync(options, kept is not null);
        });
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> OutsideAsync(string[] args)
    {
        if (Sandbox.Missing() is not { } missing) return await Sandbox.RunAsync([Name, .. args], Console.WriteLine, CancellationToken.None);
        await Console.Error.WriteLineAsync(missing);
        return 2;
    }

    private static async Task<int> InsideAsync(RobustnessOptions options, bool keep)
    {
        try
        {
            if (!await new RobustnessRun(options, Say).RunAsync()) return 1;
            if (!keep) Directory.Delete(options.Folder, recursive: true);
            return 0;
        }
        catch (Exception exception)
        {
            Say($"seed {options.Seed}, {options.Folder}: {exception}");
            return 1;
        }
    }

    private static void Say(string line) => Console.WriteLine(line);
}
