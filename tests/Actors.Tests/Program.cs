using Actors.Tests.DistributedLock;
using Actors.Tests.Storage;
using Xunit.MicrosoftTestingPlatform;

// The suite's own program, so that a test can start it once more as a process to kill.
if (args is [CrashWriter.Argument, var path]) return await CrashWriter.RunAsync(path);
if (args is [LockTaker.Argument, ..]) return await LockTaker.RunAsync(args[1..]);
return args.Any(argument => argument is "-automated" or "@@")
    ? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, Actors.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
