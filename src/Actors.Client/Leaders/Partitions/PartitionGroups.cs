using System.Runtime.CompilerServices;
using Actors.Calls;

namespace Actors.Leaders.Partitions;

/// <summary>Partition groups: each of P partitions is worked on by exactly one of us.</summary>
public sealed class PartitionGroups(GrainCalls calls, TimeProvider time)
{
    private const string Kind = "partition-group";

    /// <summary>
    /// Joins, and from then on runs <paramref name="work"/> once for each partition that this member owns, until it is told to stop.
    /// A partition goes to another member only after its work here has ended. One that returns earlier is not run again under its term.
    /// </summary>
    /// <param name="group">1 to 512 bytes of UTF-8 without controls and '/'.</param>
    /// <param name="member">A name that no other process uses; as long as a group's.</param>
    /// <param name="options">How.</param>
    /// <param name="work">The work on one partition; its token is <see cref="PartitionContext.Stopping"/>.</param>
    /// <param name="cancellationToken">Gives up joining; a member that had joined already is dropped after its TTL.</param>
    /// <exception cref="ActorsException">Refused, or the service did not answer for <see cref="ActorsClientOptions.CallTimeout"/>.</exception>
    public async Task<PartitionMembership> JoinAsync(
        string group, string member, JoinOptions options, Func<PartitionContext, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(work);
        if (options.Refuse() is { } invalid) throw new ActorsException(invalid);
        var stay = await StayAsync(cancellationToken).ConfigureAwait(false);
        return new PartitionMembership(group, member, stay, StayAsync, time);

        Task<PartitionStay> StayAsync(CancellationToken cancellation) => PartitionStay.JoinAsync(this, time, group, member, options, work, cancellation);
    }

    /// <summary>
    /// Joins or heartbeats once, for callers that keep time themselves: a member may trust the answer for its TTL from before this was
    /// called. A refusal is a reply.
    /// </summary>
    /// <exception cref="ActorsException">The group's name is not one, or it is not known what happened; repeat it.</exception>
    public async Task<PartitionReply> HeartbeatAsync(string group, MemberHeartbeat heartbeat, CancellationToken cancellationToken = default)
        => (await SendAsync(group, heartbeat, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Leaves, and frees every partition of the member at once; its work has stopped. Repeatable.</summary>
    /// <param name="group">The group.</param>
    /// <param name="member">Who leaves.</param>
    /// <param name="membership">Ends this membership or nothing; null ends whichever there is.</param>
    /// <param name="cancellationToken">Gives up; it may still happen.</param>
    /// <returns>Whether this call ended a membership.</returns>
    /// <exception cref="ActorsException">A name is not one, or it is not known what happened.</exception>
    public async Task<bool> LeaveAsync(string group, string member, long? membership = null, CancellationToken cancellationToken = default)
    {
        var grain = Grain(group);
        var command = new LeaveGroup { Member = member, Membership = membership };
        var reply = await calls.InvokeAsync(attempt => grain.LeaveAsync(command, attempt), repeatable: true, cancellationToken).ConfigureAwait(false);
        return reply is PartitionReply.Refused refused ? throw new ActorsException(refused.Refusal) : reply is PartitionReply.Left { Ended: true };
    }

    /// <summary>The group now; one that nobody has joined has no members and no partitions.</summary>
    /// <exception cref="ActorsException">The group's name is not one, or the service does not answer.</exception>
    public Task<GroupDescription> DescribeAsync(string group, CancellationToken cancellationToken = default)
    {
        var grain = Grain(group);
        return calls.ReadAsync(grain.DescribeAsync, cancellationToken);
    }

    /// <summary>The group when its generation is no longer <paramref name="seenGeneration"/>, or as it is when the wait is over.</summary>
    /// <exception cref="ActorsException">The group's name is not one, or the service does not answer.</exception>
    public async Task<GroupDescription> WaitAsync(string group, long seenGeneration, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var left = wait - time.GetElapsedTime(started);
            var slice = left < ObserveGroup.WaitMax ? left : ObserveGroup.WaitMax;
            var seen = await ObserveOnceAsync(group, seenGeneration, slice, cancellationToken).ConfigureAwait(false);
            if (seen.Generation != seenGeneration || slice <= TimeSpan.Zero) return seen;
        }
    }

    /// <summary>The group now, and again whenever members or owners change, until cancelled; changes close upon each other may come as one.</summary>
    /// <exception cref="ActorsException">The group's name is not one, or the service does not answer.</exception>
    public async IAsyncEnumerable<GroupDescription> ObserveAsync(string group, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = await DescribeAsync(group, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            yield return last;
            var seen = last.Generation;
            do last = await ObserveOnceAsync(group, seen, ObserveGroup.WaitMax, cancellationToken).ConfigureAwait(false);
            while (last.Generation == seen);
        }
    }

    /// <summary>One page of groups, by name.</summary>
    /// <exception cref="ActorsException">The request is not valid, or the service does not answer.</exception>
    public async Task<GroupPage> ListAsync(ListGroups request, CancellationToken cancellationToken = default)
    {
        var grain = calls.Grain<IPartitionIndexGrain>("partition-group-index", "0");
        var page = await calls.ReadAsync(attempt => grain.ListAsync(request, attempt), cancellationToken).ConfigureAwait(false);
        return page.Refusal is { } refusal ? throw new ActorsException(refusal) : page;
    }

    /// <summary>Heartbeats once, and says when the attempt that was answered was sent.</summary>
    internal async Task<(PartitionReply Reply, long Sent)> SendAsync(string group, MemberHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        var grain = Grain(group);
        return await calls.InvokeAsync(
            async attempt =>
            {
                var sent = time.GetTimestamp();
                return (await grain.HeartbeatAsync(heartbeat, attempt).ConfigureAwait(false), sent);
            },
            repeatable: true,
            cancellationToken).ConfigureAwait(false);
    }

    internal Task<GroupDescription> ObserveOnceAsync(string group, long seenGeneration, TimeSpan wait, CancellationToken cancellationToken)
    {
        var grain = Grain(group);
        var request = new ObserveGroup { SeenGeneration = seenGeneration, Wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero };
        return calls.ReadAsync(attempt => grain.ObserveAsync(request, attempt), cancellationToken, request.Wait);
    }

    private IPartitionGrain Grain(string group)
        => PartitionRules.RefuseGroup(group) is { } refusal ? throw new ActorsException(refusal) : calls.Grain<IPartitionGrain>(Kind, group);
}
