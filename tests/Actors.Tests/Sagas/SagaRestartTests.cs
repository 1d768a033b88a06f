using Actors.Sagas;
using Actors.Storage.Memory;
using Actors.Testing;
using Shop;

namespace Actors.Tests.Sagas;

public sealed class SagaRestartTests
{
    [Fact]
    public async Task Sagas_under_way_when_a_node_stops_are_finished_by_the_next()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = new MemoryDatabase(TimeProvider.System);
        await using (var first = await StartAsync(database))
        {
            await first.Client.Entities.Get<Stock>("apple").ExecuteAsync(new Restock(1000), cancellationToken: cancel);
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => first.Client.Sagas.StartAsync<PlaceOrder>(
                $"o-{i}", new PlaceOrderInput($"o-{i}", "apple", 2, 5, i % 2 == 0 ? "4000-0001" : "4000-0002"), cancellationToken: cancel)));
        }

        await using var second = await StartAsync(database);
        for (var i = 0; i < 100; i++)
        {
            var saga = second.Client.Sagas.Get<PlaceOrder>($"o-{i}");
            if (i % 2 == 0) Assert.Equal(SagaStatus.Completed, (await saga.ResultAsync(cancel)).Status);
            else Assert.Equal("card-declined", (await Assert.ThrowsAsync<SagaFailedException>(() => saga.ResultAsync(cancel))).Saga.Error?.Code);
        }

        Assert.Equal(50, await second.Client.Sagas.CountAsync(new ListSagas { Definition = "place-order", Status = SagaStatus.Completed }, cancel));
    }

    private static Task<ActorsTestHost> StartAsync(MemoryDatabase database) => ActorsTestHost.StartAsync(options =>
    {
        options.Database = database;
        options.Configure = SagaHost.Configure;
    });
}
