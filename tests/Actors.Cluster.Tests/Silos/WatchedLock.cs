namespace Actors.Cluster.Tests.Silos;

/// <summary>What the holders of one lock see: how many hold it at once, and their tokens in the order of holding.</summary>
internal sealed class WatchedLock(string name)
{
    private readonly Lock _gate = new();
    private readonly List<long> _tokens = [];
    private int _inside;

    internal string Name { get; } = name;

    internal void Enter(long token)
    {
        lock (_gate)
        {
            Assert.Equal(1, ++_inside);
            Assert.True(_tokens.Count == 0 || token > _tokens[^1], $"{Name}: token {token} after {_tokens.LastOrDefault()}.");
            _tokens.Add(token);
        }
    }

    internal void Leave()
    {
        lock (_gate) _inside--;
    }
}
