using Actors.Tests.Support;

namespace Actors.Benchmarks.Locking;

/// <summary>A lock service, and its own .NET client in this process.</summary>
internal abstract class LockSide : IAsyncDisposable
{
    internal abstract string Name { get; }

    /// <summary>The servers that do the service's work, with what each is called in the tables.</summary>
    internal abstract IReadOnlyList<(string Name, ServerProcess Process)> Servers { get; }

    /// <summary>A way to the service for one more caller.</summary>
    internal abstract Task<ILocker> BeginAsync();

    public abstract ValueTask DisposeAsync();
}
