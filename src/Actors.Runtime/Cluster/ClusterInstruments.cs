using System.Diagnostics.Metrics;

namespace Actors.Cluster;

/// <summary>What a silo tells about its cluster: meter "Actors.Cluster".</summary>
public static class ClusterInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Actors.Cluster";

    private static readonly Meter Meter = new(MeterName);

    internal static void Observe(Func<IEnumerable<Measurement<int>>> silos)
        => Meter.CreateObservableGauge("actors.cluster.silos", silos, "{silo}", "Silos of the cluster as this one sees them, by status; the dead are left out.");

    internal static Measurement<int> Silos(SiloStatus status, int count)
        => new(count, new KeyValuePair<string, object?>("status", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString())));
}
