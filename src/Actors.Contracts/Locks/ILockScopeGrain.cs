using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Actors.Locks;

/// <summary>
/// For lock grains: where the requests of one owner scope wait. In memory, and never more than a hint: whoever follows it asks
/// the lock itself.
/// </summary>
[Alias("Actors.Locks.ILockScopeGrain")]
public interface ILockScopeGrain : IGrainWithStringKey
{
    /// <summary>A request of the scope waits. Forgotten after a few seconds unless it is told again.</summary>
    [Alias("Note")]
    Task NoteAsync(LockWait wait, CancellationToken cancellationToken);

    /// <summary>A request of the scope waits no longer.</summary>
    [Alias("Forget"), OneWay]
    Task ForgetAsync(LockWait wait, CancellationToken cancellationToken);

    /// <summary>Where requests of the scope may be waiting.</summary>
    [Alias("List")]
    Task<ImmutableArray<LockWait>> ListAsync(CancellationToken cancellationToken);
}
