using Actors.Storage;

namespace Actors.Hosting;

/// <summary>Creates or updates the databases' schema before the silo joins its cluster: a silo without storage never serves.</summary>
internal sealed class StorageStartup(RecordStore store) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(StorageStartup), ServiceLifecycleStage.RuntimeInitialize, store.MigrateAsync, _ => Task.CompletedTask);
}
