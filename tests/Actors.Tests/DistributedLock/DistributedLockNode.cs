using System.Diagnostics;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Actors.Tests.DistributedLock;

/// <summary>A node whose services have the providers of DistributedLock.</summary>
public sealed class DistributedLockNode : IAsyncLifetime
{
    private ActorsTestHost? _host;

    internal Actors.Locks.Locks Locks => _host!.Client.Locks;

    /// <summary>Where clients in other processes come in.</summary>
    internal int GatewayPort => Get<IOptions<EndpointOptions>>().Value.GatewayPort;

    public async ValueTask InitializeAsync()
        => _host = await ActorsTestHost.StartAsync(options => options.ConfigureServices = services => services.AddActorsDistributedLocks());

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    internal static string Name() => $"dl-{Guid.NewGuid():N}";

    internal T Get<T>()
        where T : notnull
        => _host!.Services.GetRequiredService<T>();

    /// <summary>Returns when so many requests stand in the lock's line.</summary>
    internal async Task WaitForLineAsync(string key, int waiting)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var started = Stopwatch.StartNew();
        while ((await Locks.DescribeAsync(key, cancellationToken: cancellation)).Waiting is var now && now != waiting)
        {
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(60), $"{now} stand in line for '{key}', not {waiting}.");
            await Task.Delay(5, cancellation);
        }
    }
}
