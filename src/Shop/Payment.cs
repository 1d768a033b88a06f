using Actors.Entities;

namespace Shop;

/// <summary>The payment of one order; its id is the order's.</summary>
[Entity("payment")]
public sealed class Payment : Entity<PaymentState>, IHandle<Charge, PaymentReceipt>, IHandle<Refund, PaymentReceipt>
{
    public Outcome<PaymentReceipt> Handle(Charge command)
    {
        if (command.Amount <= 0) return Refuse("invalid-amount", $"An amount is more than 0; {command.Amount} is not.");
        if (string.IsNullOrWhiteSpace(command.Card)) return Refuse("invalid-card", "The card has no number.");
        return State.Status switch
        {
            PaymentStatus.Charged when State.Amount == command.Amount => Reply(State.ToReceipt()),
            PaymentStatus.Charged => Refuse("already-charged", $"Order {Id} was charged {State.Amount} already."),
            PaymentStatus.Refunded => Refuse("already-refunded", $"Order {Id} was charged and refunded. Pay a new order."),
            _ => Take(command),
        };
    }

    public Outcome<PaymentReceipt> Handle(Refund command) => State.Status switch
    {
        PaymentStatus.Charged => Become(State with { Status = PaymentStatus.Refunded, RefundReason = command.Reason }),
        PaymentStatus.Refunded or PaymentStatus.Declined => Reply(State.ToReceipt()),
        _ => Refuse("not-charged", $"Order {Id} was never charged, so there is nothing to give back."),
    };

    private static Outcome<PaymentReceipt> Take(Charge command)
    {
        var payment = new PaymentState { Amount = command.Amount };
        return command.Card.EndsWith("0002", StringComparison.Ordinal)
            ? Refuse("card-declined", "The card was declined. Nothing was taken; try another card.")
                .Recording(payment with { Status = PaymentStatus.Declined })
            : Become(payment with { Status = PaymentStatus.Charged });
    }

    private static Outcome<PaymentReceipt> Become(PaymentState next) => Next(next, next.ToReceipt());
}
