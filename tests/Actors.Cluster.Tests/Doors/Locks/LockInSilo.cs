using Actors.Commands;
using Actors.Locks;
using Actors.Records;

namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>Locks by their grains.</summary>
internal sealed class LockInSilo(IGrainFactory grains) : ILockDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer<LockGranted>> AcquireAsync(LockAsk ask)
    {
        var started = TimeProvider.System.GetTimestamp();
        LockTicket? ticket = null;
        while (true)
        {
            var left = TimeSpan.FromSeconds(ask.WaitSeconds) - TimeProvider.System.GetElapsedTime(started);
            var reply = await Grain(ask.Name).AcquireAsync(
                new AcquireLock
                {
                    RequestId = ask.RequestId,
                    Owner = ask.Owner,
                    Ttl = TimeSpan.FromSeconds(ask.TtlSeconds),
                    Wait = left > TimeSpan.Zero ? left : TimeSpan.Zero,
                    Ticket = ticket,
                    Mode = ask.Mode,
                    Permits = ask.Permits,
                },
                Cancel);
            if (reply is not LockReply.Waiting waiting) return Granted(reply);
            ticket = waiting.Ticket;
        }
    }

    public async Task<Answer<LockGranted>> RenewAsync(string name, string leaseId)
        => Granted(await Grain(name).RenewAsync(new RenewLock(leaseId), Cancel));

    public async Task<Answer<LockGranted>> ConvertAsync(string name, LockGranted grant, LockMode mode, int waitSeconds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = TimeSpan.FromSeconds(waitSeconds) - TimeProvider.System.GetElapsedTime(started);
            var command = new ConvertLock
            {
                LeaseId = grant.LeaseId,
                FencingToken = grant.Token,
                Mode = mode,
                Wait = left > TimeSpan.Zero ? left : TimeSpan.Zero,
            };
            var reply = await Grain(name).ConvertAsync(command, Cancel);
            if (reply is not LockReply.Waiting) return Granted(reply);
        }
    }

    public async Task<Answer<bool>> SetPermitsAsync(string name, int permits)
        => Done(await Grain(name).SetPermitsAsync(new SetLockPermits(permits), Cancel));

    public async Task<Answer<bool>> ReleaseAsync(string name, string leaseId)
        => Done(await Grain(name).ReleaseAsync(new ReleaseLock(leaseId), Cancel));

    public async Task<Answer<bool>> BreakAsync(string name, long token, string reason)
        => Done(await Grain(name).BreakAsync(new BreakLock(token, reason), Cancel));

    public async Task<Answer<bool>> CheckAsync(string name, long token)
        => Done(await Grain(name).CheckAsync(new CheckLock(token), Cancel));

    public async Task<LockSeen> DescribeAsync(string name)
    {
        var seen = await Grain(name).DescribeAsync(new DescribeLock(), Cancel);
        return LockSeen.Of([.. seen.Holders.Select(holder => holder.Owner)], seen.LastToken, seen.Waiting ?? 0);
    }

    public async Task<IReadOnlyList<string>> HistoryAsync(string name)
    {
        var seen = await Grain(name).DescribeAsync(new DescribeLock(History: true), Cancel);
        return [.. seen.History.Select(grant => CommandNames.Kebab(grant.How.ToString()))];
    }

    private static Answer<LockGranted> Granted(LockReply reply) => reply is LockReply.Refused refused
        ? Answer.Refused<LockGranted>(refused.Refusal)
        : Answer.Of(new LockGranted(((LockReply.Granted)reply).LeaseId, ((LockReply.Granted)reply).FencingToken));

    private static Answer<bool> Done(LockReply reply)
        => reply is LockReply.Refused refused ? Answer.Refused<bool>(refused.Refusal) : Answer.Of(reply is LockReply.Done);

    private ILockGrain Grain(string name) => grains.GetGrain<ILockGrain>(GrainIds.Of(LockName.Kind, name));
}
