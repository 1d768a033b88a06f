using Actors.Locks;
using Actors.Tests.Support;

namespace Actors.Benchmarks.Locking;

/// <summary>The same silo and client, whose callers ask for early hand-off.</summary>
internal sealed class EarlySide(OurSide ours) : LockSide
{
    private static readonly LockRequest Early = new() { EarlyHandOff = true };

    internal override string Name => "ours, early hand-off";

    internal override IReadOnlyList<(string Name, ServerProcess Process)> Servers => ours.Servers;

    internal override Task<ILocker> BeginAsync() => Task.FromResult(ours.NewLocker(Early));

    // The silo is the other side's.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
