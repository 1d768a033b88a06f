using System.Text.Json.Nodes;
using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;
using Actors.Cluster.Tests.Doors.Sagas;

namespace Actors.Cluster.Tests.Specs;

/// <summary>What a saga promises, whatever door one comes through; told by the shop's orders.</summary>
public abstract class SagaSpec(ISagaDoor door, IEntityDoor entities)
{
    private const string Definition = "place-order";
    private readonly string _order = $"order-{Guid.NewGuid():N}";
    private readonly string _sku = $"sku-{Guid.NewGuid():N}";

    [Fact]
    public async Task An_order_is_completed_and_its_pieces_are_sold()
    {
        await RestockAsync(5);
        Assert.True((await StartAsync(2)).Require().Created);
        Assert.Equal(new SagaSeen("completed", null, null), await door.ResultAsync(Definition, _order));
        Assert.Equal((3, 0, 2), await StockAsync());
        Assert.Equal("confirmed", await StatusAsync("order"));
        Assert.Equal("charged", await StatusAsync("payment"));
        Assert.Equal(
            ["reserve-stock", "charge", "confirm-order", "sell-stock"],
            (await door.HistoryAsync(Definition, _order)).Where(entry => entry is { Op: "do", Outcome: "done" }).Select(entry => entry.Step));
    }

    [Fact]
    public async Task An_order_out_of_stock_is_compensated()
    {
        await RestockAsync(1);
        (await StartAsync(2)).Require();
        Assert.Equal(new SagaSeen("compensated", "out-of-stock", "reserve-stock"), await door.ResultAsync(Definition, _order));
        Assert.Equal((1, 0, 0), await StockAsync());
        Assert.Equal("cancelled", await StatusAsync("order"));
        Assert.Equal("not-found", (await entities.DescribeAsync("payment", _order)).Code);
    }

    [Fact]
    public async Task A_declined_card_gives_the_pieces_back_and_what_was_refused_is_not_undone()
    {
        await RestockAsync(5);
        (await StartAsync(2, card: "4000-0002")).Require();
        Assert.Equal(new SagaSeen("compensated", "card-declined", "charge"), await door.ResultAsync(Definition, _order));
        Assert.Equal((5, 0, 0), await StockAsync());
        Assert.Equal("declined", await StatusAsync("payment"));
        Assert.Equal(
            ["reserve-stock", "cancel-order"],
            (await door.HistoryAsync(Definition, _order)).Where(entry => entry is { Op: "undo", Outcome: "done" }).Select(entry => entry.Step));
    }

    [Fact]
    public async Task The_same_start_again_is_the_same_saga()
    {
        await RestockAsync(5);
        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(2)));
        Assert.Single(starts, start => start.Require().Created);
        Assert.Equal("completed", (await door.ResultAsync(Definition, _order)).Status);
        Assert.Equal(new SagaSeen("completed", null, null), (await StartAsync(2)).Require());
        Assert.Equal((3, 0, 2), await StockAsync());
    }

    [Fact]
    public async Task A_saga_of_the_same_id_with_other_input_is_refused()
    {
        await RestockAsync(5);
        (await StartAsync(2)).Require();
        Assert.Equal("saga-input-differs", (await StartAsync(3)).Code);
        Assert.Equal("completed", (await door.ResultAsync(Definition, _order)).Status);
        Assert.Equal("saga-input-differs", (await StartAsync(3)).Code);
        Assert.Equal((3, 0, 2), await StockAsync());
    }

    [Fact]
    public async Task An_order_that_has_ended_cannot_be_cancelled()
    {
        await RestockAsync(5);
        (await StartAsync(2)).Require();
        Assert.Equal("completed", (await door.ResultAsync(Definition, _order)).Status);
        Assert.Equal("saga-not-cancellable", (await door.CancelAsync(Definition, _order, "changed my mind")).Code);
        Assert.Equal("confirmed", await StatusAsync("order"));
    }

    [Fact]
    public async Task An_order_that_is_cancelled_under_way_ends_as_a_whole_or_not_at_all()
    {
        await RestockAsync(5);
        (await StartAsync(2)).Require();
        var cancelled = await door.CancelAsync(Definition, _order, "changed my mind");
        var ended = await door.ResultAsync(Definition, _order);
        Assert.Equal(cancelled.Code is null ? "compensated" : "completed", ended.Status);
        Assert.Equal(cancelled.Code is null ? (5, 0, 0) : (3, 0, 2), await StockAsync());
    }

    [Fact]
    public async Task What_cannot_be_a_saga_is_refused_and_there_is_none()
    {
        Assert.Equal("unknown-saga-definition", (await door.StartAsync("no-such-thing", _order, "{}")).Code);
        Assert.Equal("invalid-request", (await door.StartAsync(Definition, _order, """{"colour":"red"}""")).Code);
        Assert.Equal("not-found", (await door.DescribeAsync(Definition, _order)).Code);
    }

    private Task<Answer<SagaSeen>> StartAsync(int quantity, string card = "4000-0001")
    {
        var input = new JsonObject { ["orderId"] = _order, ["sku"] = _sku, ["quantity"] = quantity, ["total"] = 10.5m * quantity, ["card"] = card };
        return door.StartAsync(Definition, _order, input.ToJsonString());
    }

    private async Task RestockAsync(int quantity)
        => (await entities.ExecuteAsync(new EntityAsk("stock", _sku, "restock", $$"""{"quantity":{{quantity}}}"""))).Require();

    private async Task<(int Available, int Reserved, int Sold)> StockAsync()
    {
        var state = JsonNode.Parse((await entities.DescribeAsync("stock", _sku)).Require().State)!;
        return ((int)state["available"]!, (int)state["reserved"]!, (int)state["sold"]!);
    }

    private async Task<string> StatusAsync(string type)
        => (string)JsonNode.Parse((await entities.DescribeAsync(type, _order)).Require().State)!["status"]!;
}
