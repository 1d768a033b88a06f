using Actors.Entities;
using Actors.Feed;
using Actors.Leaders;
using Actors.Leaders.Partitions;
using Actors.Locks;
using Actors.Sessions;
using Actors.Storage;
using Actors.Sweeping;
using Microsoft.Extensions.Hosting;

namespace Actors.Hosting;

/// <summary>
/// Lets the counters begin at 0 when the silo starts: one that only appears with its first increment, most of those that alerts are made
/// of, has no increase to be seen.
/// </summary>
internal sealed class InstrumentsStartup : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        EntityInstruments.Begin();
        FeedInstruments.Begin();
        LeaderInstruments.Begin();
        LockInstruments.Begin();
        PartitionInstruments.Begin();
        SessionInstruments.Begin();
        StoreInstruments.Begin();
        SweepInstruments.Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
