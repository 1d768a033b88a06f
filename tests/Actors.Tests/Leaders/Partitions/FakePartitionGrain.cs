using System.Collections.Concurrent;
using Actors.Leaders.Partitions;

namespace Actors.Tests.Leaders.Partitions;

/// <summary>A partition group whose answers a test gives; it keeps what it was told.</summary>
internal sealed class FakePartitionGrain : IPartitionGrain
{
    private readonly Lock _lock = new();
    private PartitionReply.Joined _answer = Joined(1, [], []);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers heartbeats in the place of what was last given; null if that is the answer.</summary>
    internal Func<MemberHeartbeat, CancellationToken, Task<PartitionReply>>? OnHeartbeat { get; set; }

    internal ConcurrentQueue<MemberHeartbeat> Heartbeats { get; } = [];

    internal ConcurrentQueue<LeaveGroup> Leaves { get; } = [];

    /// <summary>What heartbeats are answered; whoever observes the group is told.</summary>
    internal PartitionReply Give(PartitionTerm[] assigned, PartitionTerm[] revoking)
    {
        lock (_lock)
        {
            _answer = Joined(_answer.Generation + 1, assigned, revoking) with { Membership = _answer.Membership };
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _answer;
        }
    }

    public Task<PartitionReply> HeartbeatAsync(MemberHeartbeat command, CancellationToken cancellationToken)
    {
        Heartbeats.Enqueue(command);
        return OnHeartbeat is { } answer ? answer(command, cancellationToken) : Task.FromResult<PartitionReply>(_answer);
    }

    public Task<PartitionReply> LeaveAsync(LeaveGroup command, CancellationToken cancellationToken)
    {
        Leaves.Enqueue(command);
        return Task.FromResult<PartitionReply>(new PartitionReply.Left(Ended: true));
    }

    public async Task<GroupDescription> ObserveAsync(ObserveGroup request, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_lock)
        {
            changed = request.SeenGeneration == _answer.Generation ? _changed.Task : Task.CompletedTask;
        }

        await changed.WaitAsync(cancellationToken);
        return await DescribeAsync(cancellationToken);
    }

    public Task<GroupDescription> DescribeAsync(CancellationToken cancellationToken)
        => Task.FromResult(new GroupDescription { Group = "g", Generation = _answer.Generation });

    public Task WakeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static PartitionReply.Joined Joined(long generation, PartitionTerm[] assigned, PartitionTerm[] revoking) => new()
    {
        Membership = 1,
        Generation = generation,
        ExpiresAt = DateTimeOffset.UnixEpoch,
        Assigned = [.. assigned],
        Revoking = [.. revoking],
    };
}
