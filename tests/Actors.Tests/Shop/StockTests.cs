using Actors.Entities;
using Shop;

namespace Actors.Tests.Shop;

public sealed class StockTests
{
    private static readonly StockState Empty = new();

    [Fact]
    public void Restocking_makes_pieces_available()
    {
        var outcome = On(Empty).Handle(new Restock(5));
        Assert.Equal(new StockLevel(5, 0, 0), outcome.Reply);
        Assert.Equal(OutcomeChange.Write, outcome.Change);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_quantity_below_one_is_refused(int quantity)
    {
        Assert.Equal("invalid-quantity", On(Empty).Handle(new Restock(quantity)).Refusal?.Code);
        Assert.Equal("invalid-quantity", On(Empty with { Available = 9 }).Handle(new Reserve("o-1", quantity)).Refusal?.Code);
    }

    [Fact]
    public void A_stock_never_counts_beyond_its_number()
    {
        var state = new StockState { Available = int.MaxValue - 1, Sold = 1 };
        Assert.Equal("too-many", On(state).Handle(new Restock(1)).Refusal?.Code);
    }

    [Fact]
    public void Reserving_more_than_is_available_is_out_of_stock_and_changes_nothing()
    {
        var outcome = On(Empty with { Available = 1 }).Handle(new Reserve("o-1", 2));
        Assert.Equal("out-of-stock", outcome.Refusal?.Code);
        Assert.Equal(OutcomeChange.Keep, outcome.Change);
    }

    [Fact]
    public void Reserving_moves_pieces_and_selling_moves_them_on()
    {
        var reserved = Apply(Empty with { Available = 5 }, new Reserve("o-1", 2));
        Assert.Equal(new StockLevel(3, 2, 0), reserved.ToLevel());
        var sold = Assert.IsType<StockState>(On(reserved).Handle(new Sell("o-1")).State);
        Assert.Equal(new StockLevel(3, 0, 2), sold.ToLevel());
        Assert.Empty(sold.Reservations);
    }

    [Fact]
    public void Releasing_gives_back_what_was_reserved_and_no_more()
    {
        var reserved = Apply(Empty with { Available = 5 }, new Reserve("o-1", 2));
        var released = Assert.IsType<StockState>(On(reserved).Handle(new Release("o-1")).State);
        Assert.Equal(new StockLevel(5, 0, 0), released.ToLevel());
        Assert.Equal(OutcomeChange.Keep, On(released).Handle(new Release("o-1")).Change);
    }

    [Fact]
    public void Reserving_again_for_the_same_order_changes_nothing()
    {
        var reserved = Apply(Empty with { Available = 5 }, new Reserve("o-1", 2));
        Assert.Equal(OutcomeChange.Keep, On(reserved).Handle(new Reserve("o-1", 2)).Change);
        Assert.Equal("already-reserved", On(reserved).Handle(new Reserve("o-1", 3)).Refusal?.Code);
    }

    [Fact]
    public void What_is_not_reserved_cannot_be_sold()
        => Assert.Equal("not-reserved", On(Empty with { Available = 5 }).Handle(new Sell("o-1")).Refusal?.Code);

    private static Stock On(StockState state) => new() { Context = new EntityContext<StockState>("sku-1", state) };

    private static StockState Apply(StockState state, Reserve command) => Assert.IsType<StockState>(On(state).Handle(command).State);
}
