using System.Collections.Concurrent;

namespace Actors.Locks;

/// <summary>
/// An owner scope: a task, with all that it calls, that must not wait for itself. Inside it an exclusive lock that it holds can be
/// acquired again: the handles share one grant and one fencing token, and the last to go releases it. Without a scope nothing is
/// reentrant. Deadlocks are found between scopes.
/// </summary>
public sealed class LockScope : IDisposable
{
    private static readonly AsyncLocal<LockScope?> Ambient = new();

    private readonly ConcurrentDictionary<(Locks Locks, string Name), LockTenure> _held = [];
    private readonly LockScope? _outer;
    private bool _disposed;

    private LockScope(LockScope? outer) => _outer = outer;

    /// <summary>Names the scope to the service.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The scope that the caller is in; null for none.</summary>
    public static LockScope? Current
    {
        get
        {
            var scope = Ambient.Value;
            while (scope is { _disposed: true }) scope = scope._outer;
            return scope;
        }
    }

    /// <summary>Begins a scope of the caller and what it calls. Dispose of it where it began, after the locks.</summary>
    public static LockScope Begin()
    {
        var scope = new LockScope(Current);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>Ends the scope. Locks that are held stay so.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (Ambient.Value == this) Ambient.Value = _outer;
    }

    internal LockTenure? Share(Locks locks, string name)
        => _held.TryGetValue((locks, name), out var tenure) && tenure.Mode == LockMode.Exclusive && tenure.TryShare() ? tenure : null;

    internal void Keep(Locks locks, LockTenure tenure) => _held[(locks, tenure.Name)] = tenure;
}
