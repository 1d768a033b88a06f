using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Clusters;

/// <summary>A phase of one cluster and what it took.</summary>
/// <param name="Load">What the callers got done.</param>
/// <param name="Processors">Seconds of processor time, by kind of process.</param>
/// <param name="Commits">Transactions that the silos sent.</param>
/// <param name="WalBytes">Bytes that PostgreSQL wrote to its log.</param>
/// <param name="RedisCalls">Commands that Redis carried out.</param>
internal sealed record ClusterPhase(Phase Load, IReadOnlyDictionary<string, double> Processors, long Commits, long WalBytes, long RedisCalls)
{
    internal int Calls => Load.Latencies.Count;
}
