using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Locking;

/// <summary>A row of a table: one side's phases, summed up.</summary>
/// <param name="Side">Whose.</param>
/// <param name="Measured">The rate, and the times of its acquires.</param>
/// <param name="Costs">Microseconds of processor time for each pair of acquire and release, by process.</param>
/// <param name="Ratio">Our rate over this side's: the median of the rounds, in each of which all sides were measured back to back.</param>
/// <param name="Note">What else was seen; may be empty.</param>
internal sealed record LockResult(string Side, Side Measured, IReadOnlyList<(string Name, double Microseconds)> Costs, double Ratio, string Note)
{
    internal static LockResult Of(string side, IReadOnlyList<LockPhase> phases, IReadOnlyList<LockPhase> ours, string note) => new(
        side,
        Load.Side.Of([.. phases.Select(phase => new Phase(phase.Tally.Rate, phase.Tally.Acquires))]),
        [.. phases.SelectMany(phase => phase.Processors).GroupBy(processor => processor.Name)
            .Select(times => (times.Key, 1e6 * times.Sum(time => time.Seconds) / Math.Max(1, phases.Sum(phase => phase.Tally.Pairs))))],
        Load.Side.Median([.. ours.Zip(phases, (our, its) => our.Tally.Rate / its.Tally.Rate)]),
        note);
}
