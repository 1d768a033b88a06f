using Actors.Commands;
using Actors.Locks;

namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>Locks by the .NET client.</summary>
internal sealed class LockThroughClient(ActorsClient actors) : ILockDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<Answer<LockGranted>> AcquireAsync(LockAsk ask) => Answer.CatchAsync(async () => Granted(await actors.Locks.AcquireLeaseAsync(
        ask.Name,
        new AcquireLock { RequestId = ask.RequestId, Owner = ask.Owner, Ttl = TimeSpan.FromSeconds(ask.TtlSeconds), Mode = ask.Mode, Permits = ask.Permits },
        TimeSpan.FromSeconds(ask.WaitSeconds),
        Cancel)));

    public Task<Answer<LockGranted>> RenewAsync(string name, string leaseId)
        => Answer.CatchAsync(async () => Granted(await actors.Locks.RenewLeaseAsync(name, leaseId, cancellationToken: Cancel)));

    public Task<Answer<LockGranted>> ConvertAsync(string name, LockGranted grant, LockMode mode, int waitSeconds)
        => Answer.CatchAsync(async () => Granted(await actors.Locks.ConvertLeaseAsync(
            name, grant.LeaseId, grant.Token, mode, TimeSpan.FromSeconds(waitSeconds), Cancel)));

    public Task<Answer<bool>> SetPermitsAsync(string name, int permits) => Answer.CatchAsync(async () =>
    {
        await actors.Locks.SetPermitsAsync(name, permits, Cancel);
        return true;
    });

    public Task<Answer<bool>> ReleaseAsync(string name, string leaseId) => Answer.CatchAsync(async () =>
    {
        await actors.Locks.ReleaseLeaseAsync(name, leaseId, Cancel);
        return true;
    });

    public Task<Answer<bool>> BreakAsync(string name, long token, string reason) => Answer.CatchAsync(async () =>
    {
        await actors.Locks.BreakAsync(name, token, reason, Cancel);
        return true;
    });

    public async Task<Answer<bool>> CheckAsync(string name, long token)
        => await actors.Locks.CheckAsync(name, token, Cancel) is { } refusal ? Answer.Refused<bool>(refusal) : Answer.Of(true);

    public async Task<LockSeen> DescribeAsync(string name)
    {
        var seen = await actors.Locks.DescribeAsync(name, cancellationToken: Cancel);
        return LockSeen.Of([.. seen.Holders.Select(holder => holder.Owner)], seen.LastToken, seen.Waiting ?? 0);
    }

    public async Task<IReadOnlyList<string>> HistoryAsync(string name)
    {
        var seen = await actors.Locks.DescribeAsync(name, new DescribeLock(History: true), Cancel);
        return [.. seen.History.Select(grant => CommandNames.Kebab(grant.How.ToString()))];
    }

    private static LockGranted Granted(LockLease lease) => new(lease.LeaseId, lease.FencingToken);
}
