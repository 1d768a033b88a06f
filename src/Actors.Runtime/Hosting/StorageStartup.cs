using Actors.Storage;
using Microsoft.Extensions.Hosting;

namespace Actors.Hosting;

/// <summary>
/// Creates or updates the databases' schema before any hosted service starts, the silo first of all: a silo without storage
/// never joins its cluster.
/// </summary>
internal sealed class StorageStartup(RecordStore store) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => store.MigrateAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
