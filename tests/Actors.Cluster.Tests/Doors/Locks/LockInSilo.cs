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
                },
                Cancel);
            if (reply is not LockReply.Waiting waiting) return Granted(reply);
            ticket = waiting.Ticket;
        }
    }

    public async Task<Answer<LockGranted>> RenewAsync(string name, string leaseId)
        => Granted(await Grain(name).RenewAsync(new RenewLock(leaseId), Cancel));

    public async Task<Answer<bool>> ReleaseAsync(string name, string leaseId)
        => Done(await Grain(name).ReleaseAsync(new ReleaseLock(leaseId), Cancel));

    public async Task<Answer<bool>> BreakAsync(string name, long token, string reason)
        => Done(await Grain(name).BreakAsync(new BreakLock(token, reason), Cancel));

    public async Task<Answer<bool>> CheckAsync(string name, long token)
        => Done(await Grain(name).CheckAsync(new CheckLock(token), Cancel));

    public async Task<LockSeen> DescribeAsync(string name)
    {
        var seen = await Grain(name).DescribeAsync(new DescribeLock(), Cancel);
        return new LockSeen(seen.Holders.SingleOrDefault()?.Owner, seen.LastToken, seen.Waiting ?? 0);
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
