using Actors.Entities;

namespace Shop;

/// <summary>The stock of one product; its id is the product's SKU.</summary>
[Entity("stock")]
public sealed class Stock : Entity<StockState>,
    IHandle<Restock, StockLevel>, IHandle<Reserve, StockLevel>, IHandle<Release, StockLevel>, IHandle<Sell, StockLevel>
{
    public Outcome<StockLevel> Handle(Restock command)
    {
        if (command.Quantity < 1) return RefuseQuantity(command.Quantity);
        if ((long)State.Available + State.Reserved + State.Sold + command.Quantity > int.MaxValue)
        {
            return Refuse("too-many", $"The stock of {Id} cannot count more than {int.MaxValue} pieces.");
        }

        return Become(State with { Available = State.Available + command.Quantity });
    }

    public Outcome<StockLevel> Handle(Reserve command)
    {
        if (command.Quantity < 1) return RefuseQuantity(command.Quantity);
        if (State.Reservations.TryGetValue(command.OrderId, out var held))
        {
            return held == command.Quantity
                ? Reply(State.ToLevel())
                : Refuse("already-reserved", $"Order {command.OrderId} holds {held} of {Id} already. Release them to reserve another quantity.");
        }

        return State.Available < command.Quantity
            ? Refuse("out-of-stock", $"{State.Available} of {Id} are available; order {command.OrderId} wants {command.Quantity}.")
            : Become(State with
            {
                Available = State.Available - command.Quantity,
                Reserved = State.Reserved + command.Quantity,
                Reservations = State.Reservations.Add(command.OrderId, command.Quantity),
            });
    }

    public Outcome<StockLevel> Handle(Release command) => State.Reservations.TryGetValue(command.OrderId, out var held)
        ? Become(State with
        {
            Available = State.Available + held,
            Reserved = State.Reserved - held,
            Reservations = State.Reservations.Remove(command.OrderId),
        })
        : Reply(State.ToLevel());

    public Outcome<StockLevel> Handle(Sell command) => State.Reservations.TryGetValue(command.OrderId, out var held)
        ? Become(State with
        {
            Reserved = State.Reserved - held,
            Sold = State.Sold + held,
            Reservations = State.Reservations.Remove(command.OrderId),
        })
        : Refuse("not-reserved", $"Nothing of {Id} is reserved for order {command.OrderId}. Reserve it first.");

    private static Outcome<StockLevel> Become(StockState next) => Next(next, next.ToLevel());

    private static OutcomeRefusal RefuseQuantity(int quantity)
        => Refuse("invalid-quantity", $"A quantity is 1 to {int.MaxValue}; {quantity} is not.");
}
