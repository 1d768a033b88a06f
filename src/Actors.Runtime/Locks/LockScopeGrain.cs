using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>Remembers for a few seconds where the requests of one owner scope wait.</summary>
[Reentrant, GrainType(Kind)]
internal sealed class LockScopeGrain(TimeProvider time) : Grain, ILockScopeGrain
{
    internal const string Kind = "lock-scope";

    /// <summary>Longer than a lock takes to tell again that a request still waits.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);

    private readonly Dictionary<LockWait, long> _waits = [];

    public Task NoteAsync(LockWait wait, CancellationToken cancellationToken)
    {
        _waits[wait] = time.GetTimestamp();
        return Task.CompletedTask;
    }

    public Task ForgetAsync(LockWait wait, CancellationToken cancellationToken)
    {
        if (_waits.Remove(wait) && _waits.Count == 0) DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<LockWait>> ListAsync(CancellationToken cancellationToken)
    {
        foreach (var (wait, noted) in _waits)
        {
            if (time.GetElapsedTime(noted) > Kept) _waits.Remove(wait);
        }

        return Task.FromResult<ImmutableArray<LockWait>>([.. _waits.Keys]);
    }
}
