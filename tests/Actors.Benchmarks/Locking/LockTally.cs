namespace Actors.Benchmarks.Locking;

/// <summary>What the callers of one side got done in a phase.</summary>
/// <param name="Rate">What the line counts, per second.</param>
/// <param name="Pairs">How often a lock was acquired and released, whether counted or not.</param>
/// <param name="Acquires">How long each acquire took.</param>
internal sealed record LockTally(double Rate, int Pairs, IReadOnlyList<TimeSpan> Acquires);
