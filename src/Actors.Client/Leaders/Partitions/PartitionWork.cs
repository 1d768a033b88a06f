namespace Actors.Leaders.Partitions;

/// <summary>The work on one partition under one term, from its start until its end has been acknowledged to the group.</summary>
internal sealed class PartitionWork : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _lost = new();

    private PartitionWork(PartitionTerm owned) => Owned = owned;

    internal PartitionTerm Owned { get; }

    /// <summary>Ends when the work has.</summary>
    internal Task Task { get; private set; } = Task.CompletedTask;

    internal bool StopRequested { get; private set; }

    /// <summary>Whether the partition may go to another: the work was told to stop, and has.</summary>
    internal bool HasStopped => StopRequested && Task.IsCompleted;

    /// <summary>Begins, elsewhere: nothing of the caller's code runs before this returns.</summary>
    internal static PartitionWork Start(string group, string member, PartitionTerm owned, Func<PartitionContext, CancellationToken, Task> run)
    {
        var work = new PartitionWork(owned);
        var context = new PartitionContext(group, member, owned, work._stopping.Token, work._lost.Token);
        work.Task = Task.Run(() => run(context, context.Stopping), CancellationToken.None);
        return work;
    }

    /// <summary>A partition that this process does not work on, and gives back: an earlier process of the same name had it.</summary>
    internal static PartitionWork Inherit(PartitionTerm owned) => new(owned) { StopRequested = true };

    internal void Stop()
    {
        StopRequested = true;
        _ = _stopping.CancelAsync();
    }

    /// <summary>The group knows that it has ended: whoever kept the tokens is told that the partition may be another's.</summary>
    public void Dispose() => Lose();

    internal void Lose()
    {
        // Lost first: whoever is told to stop can ask whether it is too late already.
        _ = _lost.CancelAsync();
        Stop();
    }
}
