using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Writes;

/// <summary>A line of the table.</summary>
/// <param name="Ratio">Our rate over AdoNet's: the median of the pairs, each measured back to back.</param>
internal sealed record WriteResult(string Database, int Callers, Side Ours, Side Peer, double Ratio);
