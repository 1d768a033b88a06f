using System.Text.Json.Nodes;
using Actors.Sagas;
using Shop;

namespace Actors.Cluster.Tests.Silos;

/// <summary>Orders of one product: placed, awaited to their ends, and counted against stock and payments.</summary>
internal sealed class Orders(string sku, int count)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal Task RestockAsync(ActorsClient actors) => actors.Entities.ExecuteAsync(
        "stock", sku, "restock", $$"""{"quantity":{{count}}}""", new() { RequestId = "restock" }, Cancel);

    /// <summary>Starts all orders, each through every client given; returns how many starts say that they were the one.</summary>
    internal async Task<int> StartAsync(params ActorsClient[] clients)
    {
        var starts = Enumerable.Range(0, count).SelectMany(i => clients.Select(actors => Retry.UntilKnownAsync(
            () => actors.Sagas.StartAsync("place-order", Id(i), ActorsJson.Write(new PlaceOrderInput(Id(i), sku, 1, 10, "4000-0001")), cancellationToken: Cancel))));
        return (await Task.WhenAll(starts)).Count(start => start.Created);
    }

    /// <summary>Waits for every end; returns how many were completed. The others were compensated, and all adds up.</summary>
    internal async Task<int> EndAsync(ActorsClient actors)
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, count).Select(i => EndAsync(actors, i)));
        var completed = ends.Count(saga => saga.Status == SagaStatus.Completed);
        Assert.Equal(count, completed + ends.Count(saga => saga.Status == SagaStatus.Compensated));
        var stock = JsonNode.Parse((await actors.Entities.DescribeAsync("stock", sku, Cancel))!.State)!;
        Assert.Equal((count - completed, 0, completed), ((int)stock["available"]!, (int)stock["reserved"]!, (int)stock["sold"]!));
        for (var i = 0; i < count; i++)
        {
            var payment = await actors.Entities.DescribeAsync("payment", Id(i), Cancel);
            var charged = payment is not null && (string?)JsonNode.Parse(payment.State)!["status"] == "charged";
            Assert.Equal(ends[i].Status == SagaStatus.Completed, charged);
        }

        return completed;
    }

    private async Task<SagaDescription> EndAsync(ActorsClient actors, int i)
    {
        while (true)
        {
            var saga = await Retry.UntilKnownAsync(() => actors.Sagas.Get("place-order", Id(i)).WaitAsync(TimeSpan.FromSeconds(5), Cancel));
            if (saga.IsFinal) return saga;
        }
    }

    private string Id(int i) => $"{sku}-order-{i}";
}
