using Actors.Calls;
using Actors.Leases;

namespace Actors.Locks;

/// <summary>The calls of one lock, each repeated inside its deadline. Every one of them can be: carried out twice, it is once.</summary>
internal sealed class LockVerbs(GrainCalls calls, TimeProvider time)
{
    /// <summary>How much of its wait a holder may count in: the server's clock may run 5 % faster than ours.</summary>
    private const double WaitedShare = 0.95;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    /// <summary>Polls until it is granted, refused, or out of time; then the last poll answers at once and leaves the line.</summary>
    internal async Task<LockLease> AcquireAsync(string name, AcquireLock command, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            command = command with { Wait = Left(wait, started) };
            var (reply, sent) = await PollAsync(name, command, cancellationToken).ConfigureAwait(false);
            switch (reply)
            {
                case LockReply.Granted granted:
                    return Lease(granted, sent);
                case LockReply.Waiting waiting:
                    command = command with { Ticket = waiting.Ticket };
                    break;
                case LockReply.Refused refused:
                    throw new ActorsException(refused.Refusal);
            }
        }
    }

    internal async Task<LockLease> RenewAsync(string name, RenewLock command, CancellationToken cancellationToken)
    {
        var (reply, sent) = await SendAsync(name, (grain, attempt) => grain.RenewAsync(command, attempt), TimeSpan.Zero, cancellationToken)
            .ConfigureAwait(false);
        return Lease((LockReply.Granted)Accept(reply), sent);
    }

    /// <summary>Polls until it is converted, refused, or out of time; then the last poll answers at once and gives up the wait.</summary>
    internal async Task<LockLease> ConvertAsync(string name, ConvertLock command, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            command = command with { Wait = Left(wait, started) };
            var (reply, sent) = await SendAsync(name, (grain, attempt) => grain.ConvertAsync(command, attempt), command.Wait, cancellationToken)
                .ConfigureAwait(false);
            if (Accept(reply) is LockReply.Granted granted) return Lease(granted, sent);
        }
    }

    internal async Task RevokeAsync(string name, RevokeLock command, CancellationToken cancellationToken)
    {
        var (reply, _) = await SendAsync(name, (grain, attempt) => grain.RevokeAsync(command, attempt), TimeSpan.Zero, cancellationToken)
            .ConfigureAwait(false);
        Accept(reply);
    }

    internal async Task SetPermitsAsync(string name, SetLockPermits command, CancellationToken cancellationToken)
    {
        var (reply, _) = await SendAsync(name, (grain, attempt) => grain.SetPermitsAsync(command, attempt), TimeSpan.Zero, cancellationToken)
            .ConfigureAwait(false);
        Accept(reply);
    }

    internal async Task ReleaseAsync(string name, ReleaseLock command, CancellationToken cancellationToken)
    {
        var (reply, _) = await SendAsync(name, (grain, attempt) => grain.ReleaseAsync(command, attempt), TimeSpan.Zero, cancellationToken)
            .ConfigureAwait(false);
        Accept(reply);
    }

    internal async Task BreakAsync(string name, BreakLock command, CancellationToken cancellationToken)
    {
        var (reply, _) = await SendAsync(name, (grain, attempt) => grain.BreakAsync(command, attempt), TimeSpan.Zero, cancellationToken)
            .ConfigureAwait(false);
        Accept(reply);
    }

    internal async Task<Refusal?> CheckAsync(string name, CheckLock query, CancellationToken cancellationToken)
    {
        var reply = await calls.ReadAsync(attempt => Grain(name).CheckAsync(query, attempt), cancellationToken).ConfigureAwait(false);
        return (reply as LockReply.Refused)?.Refusal;
    }

    internal Task<LockDescription> DescribeAsync(string name, DescribeLock query, CancellationToken cancellationToken)
        => calls.ReadAsync(attempt => Grain(name).DescribeAsync(query, attempt), cancellationToken);

    internal Task<LockPage> ListAsync(ListLocks request, CancellationToken cancellationToken)
        => calls.ReadAsync(attempt => calls.Grain<ILockIndexGrain>("lock-index", "0").ListAsync(request, attempt), cancellationToken);

    private async Task<(LockReply Reply, long Sent)> PollAsync(string name, AcquireLock command, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(name, (grain, attempt) => grain.AcquireAsync(command, attempt), command.Wait, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ActorsException fault) when (
            fault.Code is ErrorCode.Unavailable or ErrorCode.OutcomeUnknown && command is { Wait.Ticks: > 0, Ticket: { } ticket })
        {
            // There is time left to wait, and the request id makes the next poll the same request.
            return (new LockReply.Waiting(ticket, 0), 0);
        }
    }

    private Task<(LockReply Reply, long Sent)> SendAsync(
        string name, Func<ILockGrain, CancellationToken, Task<LockReply>> call, TimeSpan wait, CancellationToken cancellationToken)
        => calls.InvokeAsync(
            async attempt =>
            {
                // Each attempt has its own time of sending: what an answer allows is counted from the attempt that it answers.
                var sent = time.GetTimestamp();
                return (await call(Grain(name), attempt).ConfigureAwait(false), sent);
            },
            repeatable: true,
            cancellationToken,
            wait);

    /// <summary>How long the next poll may wait; an infinite wait never runs out.</summary>
    private TimeSpan Left(TimeSpan wait, long started)
    {
        if (wait == Timeout.InfiniteTimeSpan) return Slice;
        var left = wait - time.GetElapsedTime(started);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < Slice ? left : Slice;
    }

    private static LockReply Accept(LockReply reply)
        => reply is LockReply.Refused refused ? throw new ActorsException(refused.Refusal) : reply;

    private ILockGrain Grain(string name) => LockName.Refuse(name) is { } refusal
        ? throw new ActorsException(refusal)
        : calls.Grain<ILockGrain>(LockName.Kind, name);

    private LockLease Lease(LockReply.Granted granted, long sent)
    {
        var trusted = (granted.Waited * WaitedShare) + granted.Ttl;
        return new LockLease
        {
            LeaseId = granted.LeaseId,
            FencingToken = granted.FencingToken,
            Ttl = granted.Ttl,
            ExpiresAt = granted.ExpiresAt,
            Deadline = HolderDeadline.After(time, sent, trusted),
            Mode = granted.Mode,
            Revocation = granted.Revocation,
        };
    }
}
