namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>What every door does with locks.</summary>
public interface ILockDoor
{
    Task<Answer<LockGranted>> AcquireAsync(LockAsk ask);

    Task<Answer<LockGranted>> RenewAsync(string name, string leaseId);

    Task<Answer<bool>> ReleaseAsync(string name, string leaseId);

    Task<Answer<bool>> BreakAsync(string name, long token, string reason);

    Task<Answer<bool>> CheckAsync(string name, long token);

    Task<LockSeen> DescribeAsync(string name);

    /// <summary>How the grants ended, latest first.</summary>
    Task<IReadOnlyList<string>> HistoryAsync(string name);
}
