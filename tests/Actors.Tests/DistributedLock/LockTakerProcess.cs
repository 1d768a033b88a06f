using Actors.Tests.Support;

namespace Actors.Tests.DistributedLock;

/// <summary>A process of its own that holds a lock once it has started.</summary>
internal sealed class LockTakerProcess(int gatewayPort, Hold hold, string name) : ServerProcess("taker")
{
    protected override IReadOnlyList<string> Command() => [Environment.ProcessPath!, LockTaker.Argument, $"{gatewayPort}", $"{hold}", name];

    protected override Task<bool> AnswersAsync(CancellationToken cancellationToken)
        => Task.FromResult(Output.Split('\n', StringSplitOptions.TrimEntries).Contains(LockTaker.Taken));
}
