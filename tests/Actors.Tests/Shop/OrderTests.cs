using Actors.Entities;
using Shop;

namespace Actors.Tests.Shop;

public sealed class OrderTests
{
    private static readonly Confirm Confirmation = new("sku-1", 2, 30);

    [Fact]
    public void Confirming_is_safe_to_repeat_with_the_same_content_only()
    {
        var order = Confirmed();
        Assert.Equal(OrderStatus.Confirmed, order.Status);
        Assert.Equal(OutcomeChange.Keep, On(order).Handle(Confirmation).Change);
        Assert.Equal("already-confirmed", On(order).Handle(Confirmation with { Quantity = 3 }).Refusal?.Code);
    }

    [Fact]
    public void A_cancelled_order_keeps_what_it_was_and_is_not_confirmed_again()
    {
        var cancelled = Assert.IsType<OrderState>(On(Confirmed()).Handle(new Cancel("changed my mind")).State);
        Assert.Equal(new OrderView(OrderStatus.Cancelled, "sku-1", 2, 30, "changed my mind"), cancelled.ToView());
        Assert.Equal("already-cancelled", On(cancelled).Handle(Confirmation).Refusal?.Code);
        Assert.Equal(OutcomeChange.Keep, On(cancelled).Handle(new Cancel("again")).Change);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Equal("invalid-sku", On(null).Handle(Confirmation with { Sku = " " }).Refusal?.Code);
        Assert.Equal("invalid-quantity", On(null).Handle(Confirmation with { Quantity = 0 }).Refusal?.Code);
        Assert.Equal("invalid-amount", On(null).Handle(Confirmation with { Total = 0 }).Refusal?.Code);
    }

    private static OrderState Confirmed() => Assert.IsType<OrderState>(On(null).Handle(Confirmation).State);

    private static Order On(OrderState? state) => new() { Context = new EntityContext<OrderState>("o-1", state) };
}
