using Actors.Entities;
using Actors.Hosting;
using Actors.Storage;
using Actors.Testing;
using Shop;

namespace Actors.Cluster.Tests.Silos;

/// <summary>
/// Two clusters of one silo each over the same database, neither of which knows of the other: every grain has two activations,
/// for as long as it lasts.
/// </summary>
public abstract class Twins : IAsyncLifetime
{
    private readonly List<ActorsTestHost> _hosts = [];

    internal IReadOnlyList<ActorsClient> Clients => [.. _hosts.Select(host => host.Client)];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            if (await OpenAsync(TestContext.Current.CancellationToken) is not { } database) return;
            _hosts.Add(await ActorsTestHost.StartAsync(options =>
            {
                options.Database = database;
                options.Configure = actors => actors.AddEntities(typeof(Stock).Assembly).AddSagas(typeof(Stock).Assembly);
            }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts) await host.DisposeAsync();
        await CloseAsync();
    }

    /// <summary>One silo's way to the database of both; null if it cannot be had here.</summary>
    protected abstract Task<IRecordDatabase?> OpenAsync(CancellationToken cancellationToken);

    protected abstract ValueTask CloseAsync();
}
