using Actors.Feed;
using Actors.Locks;
using Actors.Sessions;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;
using Actors.Tests.Sagas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Shop;

namespace Actors.Tests.Records;

/// <summary>A planned stop: nobody who waits holds it up, and what this process held is given back first.</summary>
public sealed class SiloEndingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>By a clock that stands still no wait ends by itself, so the host stops only if its grains let go of who waits.</summary>
    [Theory]
    [InlineData("lock")]
    [InlineData("session")]
    [InlineData("role")]
    [InlineData("group")]
    [InlineData("saga")]
    [InlineData("feed")]
    public async Task Who_waits_at_a_grain_does_not_hold_up_the_stop(string what)
    {
        var time = new FakeTimeProvider();
        await using var database = new FaultyDatabase(new MemoryDatabase(time), time);

        // The saga's payment cannot be written, and the pause before the next attempt never ends.
        database.OnCommit = units => units.Any(unit => unit.Key.Kind.EndsWith("payment", StringComparison.Ordinal)) ? CommitFault.ThrowBefore : CommitFault.None;
        var host = await ActorsTestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Configure = SagaHost.Configure;
            options.ConfigureServices = services => services.AddSingleton<TimeProvider>(time);
        });
        var waiting = await WaitAsync(host.Client, what);
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        Assert.False(waiting.IsCompleted);
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task The_session_of_the_process_ends_before_its_silo_though_the_silo_was_added_later()
    {
        await using var database = new MemoryDatabase(TimeProvider.System);
        var host = await ActorsTestHost.StartAsync(options => options.Database = database);
        var held = await host.Client.Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await host.DisposeAsync();
        Assert.True(held.Lost.IsCancellationRequested);

        // It need not run out first.
        await using var next = await ActorsTestHost.StartAsync(options => options.Database = database);
        await using var again = await next.Client.Locks.TryAcquireAsync("a", cancellationToken: Cancellation);
        Assert.True(again?.FencingToken > held.FencingToken);
    }

    [Fact]
    public async Task The_session_of_the_process_ends_before_its_Orleans_client_though_that_was_added_later()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var gateway = node.Services.GetRequiredService<IOptions<EndpointOptions>>().Value.GatewayPort;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddActorsClient();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gateway));
        using var process = builder.Build();
        await process.StartAsync(Cancellation);
        var held = await process.Services.GetRequiredService<ActorsClient>().Locks.AcquireAsync("a", cancellationToken: Cancellation);
        await process.StopAsync(Cancellation);
        Assert.True(held.Lost.IsCancellationRequested);
        await using var next = await node.Client.Locks.TryAcquireAsync("a", cancellationToken: Cancellation);
        Assert.True(next?.FencingToken > held.FencingToken);
    }

    private static async Task<Task> WaitAsync(ActorsClient client, string what)
    {
        switch (what)
        {
            case "lock":
                await client.Locks.AcquireLeaseAsync("a", new AcquireLock { RequestId = "1", Owner = "one" }, TimeSpan.Zero, Cancellation);
                return client.Locks.AcquireLeaseAsync("a", new AcquireLock { RequestId = "2", Owner = "other" }, Long, Cancellation);
            case "session":
                await client.Sessions.OpenAsync("s", new OpenSession { Owner = "one" }, Cancellation);
                return client.Sessions.ListenAsync("s", seenNote: 0, Long, Cancellation);
            case "role":
                return client.Leaders.WaitAsync("r", seenVersion: 0, Long, Cancellation);
            case "group":
                return client.Leaders.Partitions.WaitAsync("g", seenGeneration: 0, Long, Cancellation);
            case "saga":
                await client.Entities.Get<Stock>("apple").ExecuteAsync(new Restock(10), cancellationToken: Cancellation);
                return (await client.Sagas.StartAsync<PlaceOrder>("o", new PlaceOrderInput("o", "apple", 2, 5, "4000-0001"), cancellationToken: Cancellation)).WaitAsync(Long, Cancellation);
            default:
                return client.Events.ReadAsync(new ReadFeed { Wait = TimeSpan.FromSeconds(5) }, Cancellation);
        }
    }
}
