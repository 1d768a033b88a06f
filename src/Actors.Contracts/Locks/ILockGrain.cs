using Actors.Records;

namespace Actors.Locks;

/// <summary>One lock. Every answer is about what is durable.</summary>
[Alias("Actors.Locks.ILockGrain")]
public interface ILockGrain : IRecordGrain
{
    /// <summary>Asks for the lock, or polls for it: granted, waiting or refused.</summary>
    [Alias("Acquire")]
    Task<LockReply> AcquireAsync(AcquireLock command, CancellationToken cancellationToken);

    /// <summary>Extends a grant: granted or refused.</summary>
    [Alias("Renew")]
    Task<LockReply> RenewAsync(RenewLock command, CancellationToken cancellationToken);

    /// <summary>Gives a grant back or gives up waiting: done or refused.</summary>
    [Alias("Release")]
    Task<LockReply> ReleaseAsync(ReleaseLock command, CancellationToken cancellationToken);

    /// <summary>Takes a grant away: done or refused.</summary>
    [Alias("Break")]
    Task<LockReply> BreakAsync(BreakLock command, CancellationToken cancellationToken);

    /// <summary>Done if the token is a present holder's, else refused.</summary>
    [Alias("Check")]
    Task<LockReply> CheckAsync(CheckLock query, CancellationToken cancellationToken);

    /// <summary>Describes the lock.</summary>
    [Alias("Describe")]
    Task<LockDescription> DescribeAsync(DescribeLock query, CancellationToken cancellationToken);
}
