namespace Actors.Benchmarks.Load;

/// <summary>One side's phases of a line, summed up.</summary>
/// <param name="Rate">Calls per second, the median of the phases.</param>
/// <param name="P50">Half of all calls took at most this.</param>
/// <param name="P99">All but one in a hundred calls took at most this.</param>
internal sealed record Side(double Rate, TimeSpan P50, TimeSpan P99)
{
    internal static Side Of(IReadOnlyList<Phase> phases)
    {
        var latencies = phases.SelectMany(phase => phase.Latencies).Order().ToArray();
        return new Side(Median([.. phases.Select(phase => phase.Rate)]), At(0.50), At(0.99));

        TimeSpan At(double share) => latencies.Length == 0 ? TimeSpan.Zero : latencies[(int)(share * (latencies.Length - 1))];
    }

    internal static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
