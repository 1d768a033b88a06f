using Actors.Entities;
using Actors.Hosting;
using Actors.Storage.Memory;
using Actors.Testing;
using Shop;

namespace Actors.Cluster.Tests.Silos;

/// <summary>
/// Two clusters of one silo each over the same database, neither of which knows of the other: every grain has two activations,
/// for as long as it lasts.
/// </summary>
public sealed class Twins : IAsyncLifetime
{
    private readonly MemoryDatabase _database = new(TimeProvider.System);
    private readonly List<ActorsTestHost> _hosts = [];

    internal IReadOnlyList<ActorsClient> Clients => [.. _hosts.Select(host => host.Client)];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            _hosts.Add(await ActorsTestHost.StartAsync(options =>
            {
                options.Database = _database;
                options.Configure = actors => actors.AddEntities(typeof(Stock).Assembly).AddSagas(typeof(Stock).Assembly);
            }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
    }
}
