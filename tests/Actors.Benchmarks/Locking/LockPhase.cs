namespace Actors.Benchmarks.Locking;

/// <summary>A phase, and the seconds of processor time that it took, by process.</summary>
internal sealed record LockPhase(LockTally Tally, IReadOnlyList<(string Name, double Seconds)> Processors);
