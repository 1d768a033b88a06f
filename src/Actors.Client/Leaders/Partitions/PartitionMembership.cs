using System.Collections.Immutable;

namespace Actors.Leaders.Partitions;

/// <summary>
/// A process's place in a partition group. Heartbeats, starts and stops the work on partitions and joins anew after a loss, all by
/// itself. Dispose it to stop all work, await its end, and leave.
/// </summary>
public sealed class PartitionMembership : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<PartitionStay>> _join;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _leaving = new();
    private volatile PartitionStay _stay;
    private int _disposed;

    internal PartitionMembership(
        string group, string member, PartitionStay stay, Func<CancellationToken, Task<PartitionStay>> join, TimeProvider time)
    {
        (Group, Member, _stay, _join, _time) = (group, member, stay, join, time);
        Completion = RunAsync(_leaving.Token);
    }

    /// <summary>The group.</summary>
    public string Group { get; }

    /// <summary>The member id that was joined with.</summary>
    public string Member { get; }

    /// <summary>What this process works on now, and is not about to stop.</summary>
    public ImmutableArray<PartitionTerm> Owned => _stay.Owned;

    /// <summary>
    /// Ends when the member has left. Fails with what a work threw, after all other work has stopped and the member has left; or with
    /// an <see cref="ActorsException"/> if the group refused to have the member back after a loss.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Stops all work, awaits its end, and leaves. Safe to repeat.</summary>
    /// <exception cref="ActorsException">The membership had failed before; see <see cref="Completion"/>.</exception>
    public async Task LeaveAsync()
    {
        if (Volatile.Read(ref _disposed) == 0) await _leaving.CancelAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(false);
    }

    /// <summary>As <see cref="LeaveAsync"/>, but leaves failures to <see cref="Completion"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _leaving.CancelAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _leaving.Dispose();
    }

    private async Task RunAsync(CancellationToken leaving)
    {
        while (true)
        {
            await _stay.RunAsync(leaving).ConfigureAwait(false);
            if (await RejoinAsync(leaving).ConfigureAwait(false) is not { } stay) return;
            _stay = stay;
        }
    }

    /// <summary>Joins again after a loss, as soon as the service answers; null if the caller leaves.</summary>
    private async Task<PartitionStay?> RejoinAsync(CancellationToken leaving)
    {
        while (!leaving.IsCancellationRequested)
        {
            try
            {
                return await _join(leaving).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return null;
            }
            catch (ActorsException exception) when (exception.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable or ErrorCode.Overloaded or ErrorCode.RowHeld or ErrorCode.TooManyMembers)
            {
                await Task.Delay(RetryPause, _time, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }
}
