using Actors.Locks;

namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>What every door does with locks.</summary>
public interface ILockDoor
{
    Task<Answer<LockGranted>> AcquireAsync(LockAsk ask);

    Task<Answer<LockGranted>> RenewAsync(string name, string leaseId);

    /// <summary>Upgrades or downgrades a grant.</summary>
    Task<Answer<LockGranted>> ConvertAsync(string name, LockGranted grant, LockMode mode, int waitSeconds = 0);

    Task<Answer<bool>> SetPermitsAsync(string name, int permits);

    Task<Answer<bool>> ReleaseAsync(string name, string leaseId);

    Task<Answer<bool>> BreakAsync(string name, long token, string reason);

    Task<Answer<bool>> CheckAsync(string name, long token);

    Task<LockSeen> DescribeAsync(string name);

    /// <summary>How the grants ended, latest first.</summary>
    Task<IReadOnlyList<string>> HistoryAsync(string name);
}
