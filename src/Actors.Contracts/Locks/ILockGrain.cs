using Actors.Records;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>One lock. Every answer is about what is durable, but that to a release which asks for an early one.</summary>
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

    /// <summary>Makes a grant one of another mode, or polls for it: granted, waiting or refused.</summary>
    [Alias("Convert")]
    Task<LockReply> ConvertAsync(ConvertLock command, CancellationToken cancellationToken);

    /// <summary>Asks a holder to give its grant back: done or refused.</summary>
    [Alias("Revoke")]
    Task<LockReply> RevokeAsync(RevokeLock command, CancellationToken cancellationToken);

    /// <summary>Changes how many may hold a semaphore: done or refused.</summary>
    [Alias("SetPermits")]
    Task<LockReply> SetPermitsAsync(SetLockPermits command, CancellationToken cancellationToken);

    /// <summary>Done if the token is a present holder's, else refused.</summary>
    [Alias("Check")]
    Task<LockReply> CheckAsync(CheckLock query, CancellationToken cancellationToken);

    /// <summary>Describes the lock.</summary>
    [Alias("Describe")]
    Task<LockDescription> DescribeAsync(DescribeLock query, CancellationToken cancellationToken);

    /// <summary>For lock grains: who holds and who waits.</summary>
    [Alias("Trace")]
    Task<LockTrace> TraceAsync(CancellationToken cancellationToken);

    /// <summary>For lock grains: a request that waits here may be the one to give way in a deadlock; look.</summary>
    [Alias("Suspect"), OneWay]
    Task SuspectAsync(string requestId, CancellationToken cancellationToken);
}
