using Actors.Locks;

namespace Actors.Tests.Locks;

/// <summary>A lock whose answers a test writes.</summary>
internal sealed class ScriptedLock : ILockGrain
{
    internal Func<AcquireLock, Task<LockReply>> OnAcquire { get; set; } = command => Task.FromResult(Granted(command.RequestId, command.Ttl));

    internal Func<RenewLock, Task<LockReply>> OnRenew { get; set; } = command => Task.FromResult(Granted(command.LeaseId, command.Ttl!.Value));

    /// <summary>Answers releases in the place of this; null if they just succeed.</summary>
    internal Func<ReleaseLock, Task<LockReply>>? OnRelease { get; set; }

    /// <summary>Answers conversions; a lock without it takes none.</summary>
    internal Func<ConvertLock, Task<LockReply>>? OnConvert { get; set; }

    internal int Renewals { get; private set; }

    internal List<string> Released { get; } = [];

    public Task<LockReply> AcquireAsync(AcquireLock command, CancellationToken cancellationToken) => OnAcquire(command);

    public Task<LockReply> RenewAsync(RenewLock command, CancellationToken cancellationToken)
    {
        Renewals++;
        return OnRenew(command);
    }

    public Task<LockReply> ReleaseAsync(ReleaseLock command, CancellationToken cancellationToken)
    {
        if (OnRelease is { } answer) return answer(command);
        Released.Add(command.LeaseId);
        return Task.FromResult<LockReply>(LockReply.Done.Instance);
    }

    public Task<LockReply> BreakAsync(BreakLock command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LockReply> ConvertAsync(ConvertLock command, CancellationToken cancellationToken)
        => OnConvert is { } answer ? answer(command) : throw new NotSupportedException();

    public Task<LockReply> RevokeAsync(RevokeLock command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LockReply> SetPermitsAsync(SetLockPermits command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LockTrace> TraceAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SuspectAsync(string requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LockReply> CheckAsync(CheckLock query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LockDescription> DescribeAsync(DescribeLock query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task WakeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    internal static LockReply Granted(string id, TimeSpan ttl, double waited = 0) => new LockReply.Granted
    {
        LeaseId = id,
        FencingToken = 7,
        Ttl = ttl,
        ExpiresAt = DateTimeOffset.UnixEpoch,
        Waited = TimeSpan.FromSeconds(waited),
    };
}
