using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>Several locks that are held together until this is disposed of.</summary>
public sealed class LockSetHandle : IAsyncDisposable
{
    private readonly ImmutableArray<LockHandle> _handles;
    private readonly CancellationTokenSource _lost;

    internal LockSetHandle(ImmutableArray<LockHandle> handles)
    {
        _handles = handles;
        _lost = CancellationTokenSource.CreateLinkedTokenSource([.. handles.Select(handle => handle.Lost)]);
        Lost = _lost.Token;
        Tokens = handles.ToImmutableSortedDictionary(handle => handle.Name, handle => handle.FencingToken, StringComparer.Ordinal);
    }

    /// <summary>The fencing token of each lock.</summary>
    public ImmutableSortedDictionary<string, long> Tokens { get; }

    /// <summary>Fires when any of the locks can no longer be trusted; see <see cref="LockHandle.Lost"/>.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Releases the locks in the reverse order of their acquisition. Safe to repeat.</summary>
    public async ValueTask DisposeAsync()
    {
        _lost.Dispose();
        foreach (var handle in _handles.Reverse()) await handle.DisposeAsync().ConfigureAwait(false);
    }
}
