using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Leaders.Partitions;

/// <summary>
/// One membership, from joining until it has ended. Heartbeats go one at a time, so their answers are acted on in the order in
/// which the group gave them.
/// </summary>
internal sealed class PartitionStay : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    private readonly PartitionGroups _groups;
    private readonly TimeProvider _time;
    private readonly string _group;
    private readonly MemberHeartbeat _heartbeat;
    private readonly Func<PartitionContext, CancellationToken, Task> _run;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _ended = new(0);
    private readonly Dictionary<int, PartitionWork> _works = [];
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LeaseKeeper _keeper;
    private long _generation;
    private bool _ending;

    private PartitionStay(
        PartitionGroups groups, TimeProvider time, string group, MemberHeartbeat heartbeat, TimeSpan stopAllowance,
        Func<PartitionContext, CancellationToken, Task> run, PartitionReply.Joined joined, long sent)
    {
        (_groups, _time, _group, _run) = (groups, time, group, run);
        _heartbeat = heartbeat with { Membership = joined.Membership };
        _keeper = new LeaseKeeper(time, heartbeat.Ttl, HolderDeadline.After(time, sent, heartbeat.Ttl), BeatAsync, stopAllowance);
        _keeper.Lost.Register(LoseAll);
        Apply(joined, []);
    }

    /// <summary>What is worked on now, by partition.</summary>
    internal ImmutableArray<PartitionTerm> Owned
    {
        get
        {
            lock (_lock) return [.. _works.Values.Where(work => !work.StopRequested).Select(work => work.Owned).OrderBy(owned => owned.Partition)];
        }
    }

    internal static async Task<PartitionStay> JoinAsync(
        PartitionGroups groups, TimeProvider time, string group, string member, JoinOptions options,
        Func<PartitionContext, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var heartbeat = options.For(member);
        while (true)
        {
            var (reply, sent) = await groups.SendAsync(group, heartbeat, cancellationToken).ConfigureAwait(false);
            if (reply is PartitionReply.Refused refused) throw new ActorsException(refused.Refusal);

            // An answer that comes after its own deadline is worth nothing.
            if (reply is PartitionReply.Joined joined && time.GetElapsedTime(sent) < options.Ttl - options.StopAllowanceOrDefault)
            {
                return new PartitionStay(groups, time, group, heartbeat, options.StopAllowanceOrDefault, run, joined, sent);
            }
        }
    }

    /// <summary>
    /// Follows the group until the membership cannot be trusted much longer, a work fails, or the caller leaves; then stops all work,
    /// awaits its end and leaves.
    /// </summary>
    internal async Task RunAsync(CancellationToken leaving)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(leaving, _keeper.Warned, _keeper.Lost);
        var following = FollowAsync(over.Token);
        await Task.WhenAny(following, _failure.Task).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
        await Task.WhenAll(StopAll()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _keeper.StopAsync().ConfigureAwait(false);
        try
        {
            if (!_keeper.Lost.IsCancellationRequested)
            {
                await _groups.LeaveAsync(_group, _heartbeat.Member, _heartbeat.Membership, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ActorsException)
        {
            // Nobody heartbeats any more, so the membership ends by itself.
        }

        await DisposeAsync().ConfigureAwait(false);
        if (_failure.Task.IsCompleted) await _failure.Task.ConfigureAwait(false);
    }

    /// <summary>Ends the watch over the deadline; the last that <see cref="RunAsync"/> does.</summary>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    /// <summary>Heartbeats when the group has changed or a work has ended; the keeper does so by time.</summary>
    private async Task FollowAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (!await HasNewsAsync(over).ConfigureAwait(false) || await BeatAsync(over).ConfigureAwait(false) is not null) continue;

                // The membership has ended. The next renewal would find it out as well, and until then this would ask without a pause.
                _keeper.End();
                return;
            }
            catch (ActorsException)
            {
                // It is not known what happened; the deadline says when it is too late.
                await Task.Delay(RetryPause, _time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> HasNewsAsync(CancellationToken over)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(over);
        var seen = Interlocked.Read(ref _generation);
        var ended = _ended.WaitAsync(turn.Token);
        var changed = _groups.ObserveOnceAsync(_group, seen, ObserveGroup.WaitMax, turn.Token);
        await Task.WhenAny(ended, changed).ConfigureAwait(false);
        var observed = changed.IsCompleted;
        await turn.CancelAsync().ConfigureAwait(false);
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)changed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.ThrowIfCancellationRequested();
        if (ended.IsCompletedSuccessfully) return true;
        return observed && (await changed.ConfigureAwait(false)).Generation != seen;
    }

    /// <summary>Heartbeats once; any other answer than that this membership goes on is its end.</summary>
    private async Task<long?> BeatAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ImmutableArray<PartitionTerm> released;
            lock (_lock) released = [.. _works.Values.Where(work => work.HasStopped).Select(work => work.Owned)];
            var (reply, sent) = await _groups.SendAsync(_group, _heartbeat with { Released = released }, cancellationToken).ConfigureAwait(false);
            if (reply is not PartitionReply.Joined joined || joined.Membership != _heartbeat.Membership) return null;
            Apply(joined, released);
            return HolderDeadline.After(_time, sent, _heartbeat.Ttl);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Apply(PartitionReply.Joined joined, ImmutableArray<PartitionTerm> released)
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _generation, joined.Generation);
            foreach (var (partition, _) in released)
            {
                if (_works.Remove(partition, out var acknowledged)) acknowledged.Dispose();
            }

            foreach (var work in _works.Values.Where(work => !joined.Assigned.Contains(work.Owned) && !joined.Revoking.Contains(work.Owned))) work.Lose();
            foreach (var owned in joined.Revoking)
            {
                if (!_works.TryGetValue(owned.Partition, out var work)) Inherit(owned);
                else if (work.Owned == owned && !work.StopRequested) work.Stop();
            }

            // A work that was lost may still be ending; its end brings the next heartbeat, and that the next work.
            if (_ending) return;
            foreach (var owned in joined.Assigned.Where(owned => !_works.ContainsKey(owned.Partition))) Start(owned);
        }

        if (HasStopped()) _ended.Release();
    }

    private void Start(PartitionTerm owned)
    {
        var work = PartitionWork.Start(_group, _heartbeat.Member, owned, _run);
        _works.Add(owned.Partition, work);
        _ = NoticeAsync(work);
    }

    private void Inherit(PartitionTerm owned) => _works.Add(owned.Partition, PartitionWork.Inherit(owned));

    private bool HasStopped()
    {
        lock (_lock) return _works.Values.Any(work => work.HasStopped);
    }

    private async Task NoticeAsync(PartitionWork work)
    {
        try
        {
            await work.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (work.StopRequested)
        {
            // It ended as it was told to.
        }
#pragma warning disable CA1031 // The work is the caller's code: whatever it throws ends the membership, and is thrown from there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure.TrySetException(exception);
        }

        _ended.Release();
    }

    private List<Task> StopAll()
    {
        lock (_lock)
        {
            _ending = true;
            foreach (var work in _works.Values) work.Stop();
            return [.. _works.Values.Select(work => work.Task)];
        }
    }

    private void LoseAll()
    {
        lock (_lock)
        {
            _ending = true;
            foreach (var work in _works.Values) work.Lose();
        }
    }
}
