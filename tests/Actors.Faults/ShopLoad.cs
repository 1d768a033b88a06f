using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Faults;

/// <summary>
/// Places orders and afterwards checks the books: every accepted saga ended, stock and money add up, and no step was applied
/// twice. A third of the cards is declined, one of the four skus has far too little stock, and some orders are cancelled at once, whatever
/// their sagas are about to do.
/// </summary>
internal sealed class ShopLoad(int seed)
{
    private const int StockedQuantity = 1_000_000;
    private static readonly string[] Skus = ["apple", "pear", "plum", "rare"];
    private static readonly string[] UndoOrder = ["charge", "reserve-stock", "cancel-order"];

    private readonly ConcurrentDictionary<string, Order> _accepted = new();
    private readonly Random _random = new(seed);

    internal int Accepted => _accepted.Count;

    internal static int QuantityOf(string sku) => sku == "rare" ? 10 : StockedQuantity;

    internal static async Task StockAsync(HttpClient http)
    {
        foreach (var sku in Skus) await http.OkAsync(HttpMethod.Post, $"/v1/entities/stock/{sku}/commands/restock", new { quantity = QuantityOf(sku) });
    }

    /// <summary>Places orders all at once; those that get no answer, because the node was killed, count as not accepted.</summary>
    internal Task PlaceAsync(HttpClient http, string round, int orders) => Task.WhenAll(
        Enumerable.Range(0, orders).Select(i => NewOrder($"{round}-{i}")).ToList().Select(order => PlaceAsync(http, order)));

    /// <summary>Waits until every accepted saga has ended, and returns how they did.</summary>
    internal async Task SettleAsync(HttpClient http)
    {
        foreach (var id in _accepted.Keys)
        {
            for (var wait = 0; ; wait++)
            {
                var (status, body) = await http.SendAsync(HttpMethod.Get, $"/v1/sagas/place-order/{id}/result", null, ("Prefer", "wait=10"));
                if ((int)status == 200) break;
                Assert.True((int)status == 202, $"saga {id} answered {(int)status}: {body}");
                Assert.True(wait < 12, $"saga {id} has not ended after two minutes: {body}");
            }
        }
    }

    /// <summary>Checks the books over all sagas that exist: those that were accepted, and those whose answer was lost.</summary>
    internal async Task CheckAsync(HttpClient http)
    {
        var sagas = await http.AllAsync("/v1/sagas?definition=place-order&limit=1000");
        var byId = sagas.ToDictionary(saga => saga.Text("id"));
        Assert.Empty(_accepted.Keys.Except(byId.Keys));
        var unfinished = sagas.Where(saga => saga.Text("status") is not ("completed" or "compensated")).Select(saga => saga.ToString()).ToList();
        Assert.True(unfinished.Count == 0, $"{unfinished.Count} sagas have not ended, such as {unfinished.FirstOrDefault()}");

        var sold = Skus.ToDictionary(sku => sku, _ => 0L);
        foreach (var saga in sagas)
        {
            var input = saga.GetProperty("input");
            var completed = saga.Text("status") == "completed";
            Assert.False(completed && input.Text("card").EndsWith("0002", StringComparison.Ordinal), $"{saga} completed with a declined card");
            if (completed) sold[input.Text("sku")] += input.Number("quantity");
            await CheckOrderAsync(http, saga.Text("id"), input, completed);
            if (!completed) await CheckUndoneAsync(http, saga.Text("id"));
        }

        foreach (var sku in Skus)
        {
            var stock = (await http.OkAsync(HttpMethod.Get, $"/v1/entities/stock/{sku}")).GetProperty("state");
            Assert.Equal((sku, sold[sku], 0L, QuantityOf(sku) - sold[sku]), (sku, stock.Number("sold"), stock.Number("reserved"), stock.Number("available")));
        }

        Assert.True(sold.Values.Sum() > 0, "no order was completed at all");
    }

    private static async Task CheckOrderAsync(HttpClient http, string id, JsonElement input, bool completed)
    {
        var order = (await http.OkAsync(HttpMethod.Get, $"/v1/entities/order/{id}")).GetProperty("state");
        Assert.Equal(completed ? "confirmed" : "cancelled", order.Text("status"));
        var (status, payment) = await http.SendAsync(HttpMethod.Get, $"/v1/entities/payment/{id}");
        if (completed)
        {
            Assert.Equal("charged", payment.GetProperty("state").Text("status"));
            Assert.Equal(input.GetProperty("total").GetDecimal(), payment.GetProperty("state").GetProperty("amount").GetDecimal());
        }
        else
        {
            Assert.True((int)status == 404 || payment.GetProperty("state").Text("status") is "declined" or "refunded", $"order {id} was not completed, but {payment}");
        }
    }

    /// <summary>The last step is undone first.</summary>
    private static async Task CheckUndoneAsync(HttpClient http, string id)
    {
        var history = (await http.OkAsync(HttpMethod.Get, $"/v1/sagas/place-order/{id}/history")).GetProperty("items").EnumerateArray();
        var undone = history.Where(entry => entry.Text("op") == "undo" && entry.Text("outcome") == "done").Select(entry => entry.Text("step")).ToList();
        Assert.True(undone.SequenceEqual(UndoOrder.Intersect(undone)), $"saga {id} has undone {string.Join(", ", undone)}");
    }

    private async Task PlaceAsync(HttpClient http, Order order)
    {
        try
        {
            var placing = http.SendAsync(HttpMethod.Put, $"/v1/sagas/place-order/{order.OrderId}", new { input = order });
            await Task.WhenAll(placing, order.Regretted ? RegretAsync(http, order) : Task.CompletedTask);
            if ((int)(await placing).Status is 200 or 201) _accepted[order.OrderId] = order;
        }
        catch (HttpRequestException)
        {
            // The node was killed before it answered: nobody knows whether the saga was accepted, or cancelled.
        }
    }

    /// <summary>Cancels an order that is being placed, as soon as there is a saga to cancel.</summary>
    private static async Task RegretAsync(HttpClient http, Order order)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var (status, _) = await http.SendAsync(HttpMethod.Post, $"/v1/sagas/place-order/{order.OrderId}/actions/cancel", new { reason = "regretted" });
            if ((int)status != 404) return;
        }
    }

    private Order NewOrder(string id) => new(
        id,
        Skus[_random.Next(Skus.Length)],
        _random.Next(1, 4),
        _random.Next(100, 10_000) / 100m,
        _random.Next(3) == 0 ? "4000000000000002" : "4242424242424242",
        Regretted: _random.Next(5) == 0);

    private sealed record Order(string OrderId, string Sku, int Quantity, decimal Total, string Card, [property: JsonIgnore] bool Regretted);
}
