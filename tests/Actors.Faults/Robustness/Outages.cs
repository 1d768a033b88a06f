using Actors.Tests.Support;
using Actors.Tests.Support.Histories;

namespace Actors.Faults.Robustness;

/// <summary>For how long callers of a front end could not use a key while the silo that had it was killed, frozen or cut off.</summary>
/// <param name="grains">A client of the cluster, to ask which silo has which key.</param>
internal sealed class Outages(IGrainFactory grains)
{
    private const int Tries = 8;

    /// <summary>What has been under way for longer, in nanoseconds, met an earlier fault and says nothing of this one.</summary>
    private const long UnderWay = 1_000_000_000;

    private readonly List<Outage> _outages = [];

    /// <summary>Notes which keys are on the silo, just before something happens to it. What is returned ends the time that is looked at.</summary>
    internal async Task<IDisposable> BeginAsync(string? kind, NodeProcess silo)
    {
        if (kind is null) return new Window(null);
        if (await GrainsAsync() is not { } all) return new Window(null);
        var counters = all.Select(grain => (Key: grain.GrainId.Key.ToString()!, grain.SiloAddress)).Where(grain => grain.Key.Contains("counter-", StringComparison.Ordinal)).ToList();
        var outage = new Outage(kind, HistoryClock.Now, [.. counters
            .Where(grain => grain.SiloAddress.Endpoint.Address.ToString() == silo.Place.Address)
            .Select(grain => grain.Key[grain.Key.IndexOf("counter-", StringComparison.Ordinal)..])]);
        lock (_outages) _outages.Add(outage);
        return new Window(outage);
    }

    /// <summary>Null if the cluster does not say within a few tries, so soon after the last fault: then this time is not looked at.</summary>
    private async Task<DetailedGrainStatistic[]?> GrainsAsync()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            try
            {
                return await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
            {
                await Task.Delay(1000);
            }
        }

        return null;
    }

    /// <summary>What the probes met.</summary>
    internal IEnumerable<OutageFigures> Figures(IReadOnlyCollection<CounterProbe> probes)
    {
        foreach (var kind in _outages.GroupBy(outage => outage.Kind))
        {
            var gaps = new List<double>();
            var (failedThere, failedElsewhere) = (0, 0);
            foreach (var outage in kind)
            {
                var during = probes.Where(probe => probe.Answered > outage.From && probe.Sent > outage.From - UnderWay && probe.Sent < outage.Until).ToLookup(probe => outage.Keys.Contains(probe.Counter));
                failedThere += during[true].Count(probe => !probe.Succeeded);
                failedElsewhere += during[false].Count(probe => !probe.Succeeded);
                gaps.AddRange(during[true].GroupBy(probe => probe.Counter).Select(counter => Gap(outage, counter)));
            }

            gaps.Sort();
            yield return new OutageFigures(
                kind.Key, kind.Count(), gaps.Count, gaps.ElementAtOrDefault(gaps.Count / 2), gaps.LastOrDefault(), failedThere, failedElsewhere);
        }
    }

    /// <summary>The longest time between two answers, counted from the fault at the earliest, in seconds.</summary>
    private static double Gap(Outage outage, IEnumerable<CounterProbe> probes)
    {
        var (last, longest) = (outage.From, 0L);
        foreach (var answered in probes.Where(probe => probe.Succeeded).Select(probe => probe.Answered).Order())
        {
            longest = Math.Max(longest, answered - last);
            last = answered;
        }

        return Math.Max(longest, outage.Until - last) / 1e9;
    }

    private sealed class Outage(string kind, long from, HashSet<string> keys)
    {
        internal string Kind => kind;

        internal long From => from;

        internal HashSet<string> Keys => keys;

        internal long Until { get; set; }
    }

    private sealed class Window(Outage? outage) : IDisposable
    {
        public void Dispose()
        {
            outage?.Until = HistoryClock.Now;
        }
    }
}
