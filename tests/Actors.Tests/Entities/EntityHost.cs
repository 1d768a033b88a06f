using Actors.Commands;
using Actors.Entities;
using Actors.Hosting;
using Actors.Records;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;
using Shop;

namespace Actors.Tests.Entities;

/// <summary>A node with the shop's entities, over a database whose commits can be made to fail.</summary>
public sealed class EntityHost : IAsyncLifetime
{
    private readonly MemoryDatabase _memory = new(TimeProvider.System);
    private ActorsTestHost? _host;

    internal FaultyDatabase Database { get; private set; } = null!;

    /// <summary>The database beneath the faults.</summary>
    internal MemoryDatabase Memory => _memory;

    internal ActorsClient Client => _host!.Client;

    internal HttpClient Http => _host!.Http;

    public async ValueTask InitializeAsync()
    {
        Database = new FaultyDatabase(_memory, TimeProvider.System);
        _host = await ActorsTestHost.StartAsync(options =>
        {
            options.Database = Database;
            options.Configure = actors => actors.AddEntities(typeof(Stock).Assembly).AddEntity<Gauge>();
            options.Settings["Actors:Sweeping:Period"] = "00:00:00.1";
        });
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    internal IEntityGrain Grain(string type, string id) => _host!.Grains.GetGrain<IEntityGrain>(GrainIds.Of($"entity/{type}", id));

    internal Task<CommandReply> SendAsync(string type, string id, string command, string body, string? requestId = null, string? undoes = null)
        => Grain(type, id).ExecuteAsync(
            new CommandCall { Command = command, Body = body, RequestId = requestId, Undoes = undoes }, TestContext.Current.CancellationToken);
}
