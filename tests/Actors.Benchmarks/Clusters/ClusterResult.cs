using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Clusters;

/// <summary>A row of the table: one cluster's phases, summed up.</summary>
/// <param name="Door">How the callers came in.</param>
/// <param name="Silos">How many silos.</param>
/// <param name="Measured">Additions per second, and how long they took.</param>
/// <param name="Ratio">This rate over that of one silo: the median of the rounds, in each of which both were measured back to back.</param>
/// <param name="Costs">Microseconds of processor time for an addition, by kind of process.</param>
/// <param name="AdditionsPerCommit">How many additions shared a transaction.</param>
/// <param name="WalBytes">Bytes of PostgreSQL's log for an addition.</param>
/// <param name="RedisCalls">Redis commands per second.</param>
internal sealed record ClusterResult(
    string Door, int Silos, Side Measured, double Ratio, IReadOnlyList<(string Name, double Microseconds)> Costs, double AdditionsPerCommit, double WalBytes, double RedisCalls)
{
    internal static ClusterResult Of(string door, int silos, TimeSpan length, IReadOnlyList<ClusterPhase> phases, IReadOnlyList<ClusterPhase> single)
    {
        double calls = phases.Sum(phase => phase.Calls);
        return new ClusterResult(
            door,
            silos,
            Side.Of([.. phases.Select(phase => phase.Load)]),
            Side.Median([.. phases.Zip(single, (phase, one) => phase.Load.Rate / one.Load.Rate)]),
            [.. phases[0].Processors.Keys.Select(name => (name, 1e6 * phases.Sum(phase => phase.Processors[name]) / calls))],
            calls / phases.Sum(phase => phase.Commits),
            phases.Sum(phase => phase.WalBytes) / calls,
            phases.Sum(phase => phase.RedisCalls) / (length.TotalSeconds * phases.Count));
    }
}
