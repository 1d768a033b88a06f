using Actors.Locks;
using Actors.Testing;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.DistributedLock;

/// <summary>A node whose services have the provider of DistributedLock.</summary>
public sealed class DistributedLockNode : IAsyncLifetime
{
    private ActorsTestHost? _host;

    internal ActorsTestHost Host => _host!;

    internal IDistributedLockProvider Provider => Host.Services.GetRequiredService<IDistributedLockProvider>();

    public async ValueTask InitializeAsync() => _host = await ActorsTestHost.StartAsync(options =>
        options.ConfigureServices = services => services.AddActorsDistributedLocks(new LockRequest { Ttl = TimeSpan.FromSeconds(5) }));

    public ValueTask DisposeAsync() => _host!.DisposeAsync();
}
