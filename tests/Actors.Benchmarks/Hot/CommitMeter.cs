using System.Diagnostics.Metrics;
using Actors.Storage;

namespace Actors.Benchmarks.Hot;

/// <summary>Counts the commits of this process, by the store's own meter.</summary>
internal sealed class CommitMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _commits;

    internal CommitMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StoreInstruments.Name && instrument.Name == "actors.store.batch.size") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref _commits));
        _listener.Start();
    }

    internal long Commits => Interlocked.Read(ref _commits);

    public void Dispose() => _listener.Dispose();
}
