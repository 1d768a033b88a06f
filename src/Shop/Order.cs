using Actors.Entities;

namespace Shop;

/// <summary>One order of one product.</summary>
[Entity("order")]
public sealed class Order : Entity<OrderState>, IHandle<Confirm, OrderView>, IHandle<Cancel, OrderView>
{
    public Outcome<OrderView> Handle(Confirm command)
    {
        if (string.IsNullOrWhiteSpace(command.Sku)) return Refuse("invalid-sku", "An order has a product.");
        if (command.Quantity < 1) return Refuse("invalid-quantity", $"A quantity is 1 to {int.MaxValue}; {command.Quantity} is not.");
        if (command.Total <= 0) return Refuse("invalid-amount", $"A total is more than 0; {command.Total} is not.");
        var order = new OrderState
        {
            Status = OrderStatus.Confirmed,
            Sku = command.Sku,
            Quantity = command.Quantity,
            Total = command.Total,
        };
        return State.Status switch
        {
            OrderStatus.Cancelled => Refuse("already-cancelled", $"Order {Id} was cancelled: {State.Reason} Place a new one."),
            OrderStatus.Confirmed when State == order => Reply(State.ToView()),
            OrderStatus.Confirmed => Refuse("already-confirmed", $"Order {Id} was confirmed with other content."),
            _ => Next(order, order.ToView()).Emit(new OrderConfirmed(command.Sku, command.Quantity)),
        };
    }

    public Outcome<OrderView> Handle(Cancel command)
    {
        if (State.Status == OrderStatus.Cancelled) return Reply(State.ToView());
        var order = State with { Status = OrderStatus.Cancelled, Reason = command.Reason };
        return Next(order, order.ToView()).Emit(new OrderCancelled(command.Reason));
    }
}
