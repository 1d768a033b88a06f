using Actors.Faults.Histories;
using Actors.Faults.Robustness;
using Xunit.MicrosoftTestingPlatform;

// The suite's own program, so that a test can start it once more as a client to kill or to freeze.
if (args is [HistoryWorker.Argument, ..]) return await HistoryWorker.RunAsync(args[1..]);
if (args is [ClientWorker.Argument, ..]) return await ClientWorker.RunAsync(args[1..]);
if (args is [RobustnessCommand.Name, ..]) return await RobustnessCommand.RunAsync(args[1..]);
return args.Any(argument => argument is "-automated" or "@@")
    ? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, Actors.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
